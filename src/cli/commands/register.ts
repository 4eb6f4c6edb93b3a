// `jobdeck register`: writes a record and prints only the job's id, so that a script can take it.
import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { brokerBlockOf } from '../../app/actions/broker-block.ts'
import { topicBaseOf } from '../../app/brokers/topic-base.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../domain/jobs/job.ts'
import { defaultTopicBase } from '../../domain/protocol/topics.ts'
import { resolveSettings } from '../../io/profiles/profile-settings.ts'
import { registerJob } from '../../io/registry/register-job.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { noteLockWait } from '../output/note.ts'

export interface RegisterOptions {
  readonly prompt: string
  readonly agent: string
  readonly session?: string
  /** Seconds. */
  readonly timeout?: number
  readonly idleTimeout?: number
  readonly artifact?: readonly string[]
  readonly broker?: string
  readonly authToken?: string
}

/** Registers a job. */
export async function runRegister(context: CliContext, options: RegisterOptions): Promise<number> {
  const jobId = await registerJob(
    await registryDirOf(context),
    {
      prompt: options.prompt === '-' ? (await text(context.stdin)).trimEnd() : options.prompt,
      agent: options.agent,
      agentSession: options.session ?? null,
      broker: options.broker === undefined ? null : await brokerOf(options.broker, context),
      topicBase: topicBase(context),
      timeoutSec: options.timeout ?? defaultTimeoutSec,
      idleTimeoutSec: options.idleTimeout ?? defaultIdleTimeoutSec,
      expectedArtifacts: options.artifact ?? [],
      authToken: tokenOf(options.authToken),
    },
    { onWait: noteLockWait(context) },
  )
  context.stdout.write(`${jobId}\n`)
  return exitStatus.done
}

/** Registering needs no broker, so a broken choice of one is no reason to refuse. */
function topicBase(context: CliContext): string {
  if (context.topicBase !== null) return context.topicBase
  try {
    return topicBaseOf(profilesOf(context).choose(context.profileName), context.topicBase)
  } catch (error) {
    if (context.profileName !== null) throw error
    return defaultTopicBase
  }
}

async function brokerOf(name: string, context: CliContext) {
  const profile = profilesOf(context).get(name)
  if (profile.kind === 'embedded')
    throw new JobdeckError('usage', 'a record cannot hold the embedded broker', 'it ends with the process')
  return brokerBlockOf(await resolveSettings(profile, context.env))
}

function tokenOf(option: string | undefined): string | null {
  if (option === undefined) return null
  if (option === '') throw new JobdeckError('usage', 'the auth token is empty', 'give one, or "auto"')
  return option === 'auto' ? randomBytes(24).toString('base64url') : option
}

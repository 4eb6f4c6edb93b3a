// `jobdeck register`: writes a record and prints only the job's id, so that a script can use it.
import { text } from 'node:stream/consumers'
import { type ProfileAccess, register, workerBroker } from '../../app/actions/register.ts'
import { topicBaseOfNewJobs } from '../../app/brokers/topic-base.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { resolveSettings } from '../../io/profiles/profile-settings.ts'
import { paneFields } from '../../io/tmux/pane-to-record.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { authTokenFrom } from '../input/auth-token.ts'
import { noteLockWait } from '../output/note.ts'

export interface RegisterOptions {
  readonly prompt: string
  readonly agent: string
  readonly session?: string
  /** Seconds. */
  readonly timeout?: number
  /** Seconds. */
  readonly idleTimeout?: number
  readonly artifact?: readonly string[]
  readonly broker?: string
  /** `auto` or `-`. */
  readonly authToken?: string
}

/** Registers a job. */
export async function runRegister(context: CliContext, options: RegisterOptions): Promise<number> {
  const profiles = profilesOf(context)
  const access: ProfileAccess = {
    profileOf: profiles.get,
    settingsOf: (profile) => resolveSettings(profile, context.env, context.clock),
  }
  if (options.prompt === '-' && options.authToken === '-')
    throw new JobdeckError('usage', 'stdin holds either the prompt or the auth token', 'give one of them otherwise')
  const authToken = await authTokenFrom(options.authToken, context)
  const jobId = await register(
    {
      prompt: options.prompt === '-' ? (await text(context.stdin)).trimEnd() : options.prompt,
      agent: options.agent,
      agentSession: options.session ?? null,
      broker: options.broker === undefined ? null : await workerBroker(options.broker, access),
      timeoutSec: options.timeout ?? null,
      idleTimeoutSec: options.idleTimeout ?? null,
      expectedArtifacts: options.artifact ?? [],
      authToken,
      ownFields: await paneFields(options.session ?? null, context.env.TMUX_PANE ?? null),
    },
    {
      registryDir: await registryDirOf(context),
      topicBase: topicBaseOfNewJobs(profiles, context.profileName, context.topicBase),
      clock: context.clock,
      onWait: noteLockWait(context),
    },
  )
  context.stdout.write(`${jobId}\n`)
  return exitStatus.done
}

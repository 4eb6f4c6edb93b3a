// `jobdeck emit`: publishes one event of a job as its worker would, and prints the result.
import type { Emitted } from '../../app/actions/emit.ts'
import { emitOnce } from '../../app/actions/emit-once.ts'
import { topicBaseOf } from '../../app/brokers/topic-base.ts'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import type { EventType } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { jsonObject } from '../input/json-object.ts'
import { note, noteLockWait } from '../output/note.ts'

export interface EmitOptions {
  readonly detail: string
  readonly data?: string
  readonly retain?: boolean
  /** Seconds. */
  readonly timeout: number
  readonly force?: true
}

/** Publishes the event; prints `seq=N acked`. */
export async function runEmit(
  context: CliContext,
  jobId: JobId,
  event: EventType,
  options: EmitOptions,
): Promise<number> {
  const { env, stateDir, clock } = context
  const profile = profilesOf(context).choose(context.profileName)
  const emitted = await emitOnce(
    {
      ...{ jobId, event, detail: options.detail },
      data: options.data === undefined ? null : jsonObject('--data', options.data),
      retain: options.retain ?? null,
      onEnded: options.force ? 'publish' : 'refuse',
    },
    {
      ...{ env, stateDir, clock },
      registryDir: await registryDirOf(context),
      topicBase: topicBaseOf(profile, context.topicBase),
      timeoutMs: options.timeout * 1000,
      settings: () => settingsOf(profile, context),
      onWait: noteLockWait(context),
      onWarning: (warning) => note(context, warning),
      onUnreadable: (error) => note(context, describeError(error)),
    },
  )
  context.stdout.write(`${acknowledgement(emitted, options.timeout)}\n`)
  return exitStatus.done
}

/** Throws when the event was not acknowledged. */
function acknowledgement({ seq, result }: Emitted, timeoutSec: number): string {
  if (result.kind === 'acked') return `seq=${seq} acked`
  if (result.kind === 'refused')
    throw new JobdeckError('refused', `seq=${seq} refused: ${result.reason}`, 'check the credentials and the ACL')
  throw new JobdeckError('unreachable', `seq=${seq}: no answer in ${timeoutSec} s`, 'it may or may not have arrived')
}

function settingsOf(profile: Profile, { env, clock }: CliContext): Promise<BrokerSettings> {
  if (profile.kind !== 'embedded') return resolveSettings(profile, env, clock)
  throw new JobdeckError('usage', 'the embedded broker belongs to another process', 'name a profile with --profile')
}

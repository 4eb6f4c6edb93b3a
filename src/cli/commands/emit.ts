// `jobdeck emit`: publishes one event of a job as its worker would, and prints the result.
import { emitOnce } from '../../app/actions/emit-once.ts'
import { checkAcknowledged } from '../../app/actions/emit-words.ts'
import { topicBaseOf } from '../../app/brokers/topic-base.ts'
import { isUnfinished } from '../../app/outbox/await-entry.ts'
import type { EventType } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { jsonObject } from '../input/json-object.ts'
import { note, noteLockWait } from '../output/note.ts'
import { startSender } from '../start-sender.ts'

export interface EmitOptions {
  readonly detail: string
  readonly data?: string
  readonly retain?: boolean
  /** Seconds. */
  readonly timeout: number
  readonly wait: boolean
  readonly force?: true
}

/** Publishes the event; prints `seq=N acked`, or `seq=N queued` while it is not acknowledged. */
export async function runEmit(
  context: CliContext,
  jobId: JobId,
  event: EventType,
  options: EmitOptions,
): Promise<number> {
  const { env, stateDir, clock } = context
  const profiles = profilesOf(context)
  const profile = profiles.choose(context.profileName)
  const awaited = await emitOnce(
    {
      ...{ jobId, event, detail: options.detail },
      data: options.data === undefined ? null : jsonObject('--data', options.data),
      retain: options.retain ?? null,
      onEnded: options.force ? 'publish' : 'refuse',
    },
    {
      ...{ env, stateDir, clock, profile, profiles },
      registryDir: await registryDirOf(context),
      topicBase: topicBaseOf(profile, context.topicBase),
      timeoutMs: options.wait ? options.timeout * 1000 : null,
      onWait: noteLockWait(context),
      onWarning: (warning) => note(context, warning),
      onStuck: (holder) => note(context, `waiting for ${holder}, which sends and does not get on…`),
    },
  )
  const { entry } = awaited
  const isQueued = isUnfinished(entry)
  if (isQueued) await startSender(context, entry)
  if (isQueued || entry.state === 'acked') context.stdout.write(`seq=${entry.seq} ${isQueued ? 'queued' : 'acked'}\n`)
  if (options.wait) checkAcknowledged(awaited, options.timeout)
  return exitStatus.done
}

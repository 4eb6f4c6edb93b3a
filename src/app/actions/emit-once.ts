// Emitting by a process that holds no connection: it looks up what was seen of the job, connects, publishes and leaves.
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { publishOnce } from '../../io/mqtt/publisher.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { type Emitted, type EventToEmit, emitEvent, type Seen } from './emit.ts'
import { nothingSeen, reserveNextSeq, seenInLedger, withRetainedEvent } from './last-seen.ts'

export interface EmitOnceOptions {
  readonly registryDir: string
  readonly topicBase: string
  readonly env: Environment
  readonly stateDir: string
  readonly clock: Clock
  /** For connecting and for the acknowledgement. */
  readonly timeoutMs: number
  /** The profile's settings. Called only when the record has none: a password may cost the person a prompt. */
  readonly settings: () => Promise<BrokerSettings>
  /** The registry's lock is held by another process. */
  readonly onWait: () => void
  readonly onWarning: (warning: string) => void
  /** The ledger cannot be read; the record alone then says which seq is next. */
  readonly onUnreadable: (error: unknown) => void
}

/** Publishes one event. Throws JobdeckError as `emitEvent`, and `unreachable` when the broker does not connect in time. */
export async function emitOnce(event: EventToEmit, options: EmitOnceOptions): Promise<Emitted> {
  const { timeoutMs, clock, onWarning } = options
  let resolved: Promise<BrokerSettings> | null = null
  const profileSettings = () => {
    resolved ??= options.settings()
    return resolved
  }
  return emitEvent(event, {
    ...options,
    lastSeen: async (job, settings) => lastSeen(job, event, settings ?? (await profileSettings()), options),
    publish: async (settings, message) =>
      publishOnce(settings ?? (await profileSettings()), { ...message, timeoutMs, clock, onWarning }),
  })
}

async function lastSeen(
  { jobId, hasRecord }: { readonly jobId: JobId; readonly hasRecord: boolean },
  { onEnded }: EventToEmit,
  settings: BrokerSettings,
  options: EmitOnceOptions,
): Promise<Seen> {
  const { stateDir, topicBase, onUnreadable } = options
  const remembered = seenInLedger(jobId, settings, stateDir)
  if (hasRecord)
    return remembered.catch((error: unknown) => {
      onUnreadable(error)
      return nothingSeen
    })
  const topic = eventsTopicOf(topicPrefixOf(topicBase, jobId))
  const seen = await withRetainedEvent(await remembered, { jobId, topic }, settings, options)
  // An event that will be refused takes no seq.
  if (seen.hasEnded && onEnded === 'refuse') return seen
  return reserveNextSeq(seen, jobId, { stateDir, broker: brokerUrl(settings) }, options)
}

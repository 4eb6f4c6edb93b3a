// Publishing an event by hand, from the deck and from the command line: the next seq under the registry's lock, the
// worker's credentials from the record, QoS 1, then the record's status and its event log (PROTOCOL.md §4 and §5).

import { describeError, JobdeckError } from '../../domain/failure.ts'
import { hasEnded } from '../../domain/jobs/job.ts'
import { statusAfter } from '../../domain/jobs/status-after.ts'
import { decodeMessage, maxJsonDepth } from '../../domain/protocol/decode.ts'
import { type EventType, isTerminal } from '../../domain/protocol/event.ts'
import { makeEventPayload } from '../../domain/protocol/event-payload.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { nextSeq } from '../../domain/protocol/next-seq.ts'
import { signPayload } from '../../domain/protocol/signature.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { settingsFromRecord } from '../../io/profiles/settings-from-record.ts'
import { appendEventLog } from '../../io/registry/event-log.ts'
import { readRecord, setStatus, takeNextSeq } from '../../io/registry/registry.ts'

/** What the user wants to publish. */
export interface EventToEmit {
  readonly jobId: JobId
  readonly event: EventType
  readonly detail: string
  readonly data: Readonly<Record<string, unknown>> | null
  /** Null follows the protocol: retained when the event is terminal, and the job had not ended before. */
  readonly retain: boolean | null
  /** What happens when the job's record says that it has ended. */
  readonly onEnded: 'refuse' | 'publish'
}

/** What the broker or the ledger has shown of a job. */
export interface Seen {
  /** The seq to continue from; 0 when there is none. */
  readonly seq: number
  readonly hasEnded: boolean
}

/** `undelivered`: acknowledged, as MQTT 3.1.1 acknowledges denied events too, but it did not come back (PROTOCOL.md §7). */
export type EmitResult = PublishResult | { readonly kind: 'undelivered' }

/** How the event is published. */
export interface EmitMeans {
  readonly registryDir: string
  readonly topicBase: string
  readonly env: Environment
  readonly clock: Clock
  /** Publishes with a record's own credentials, or with the profile's (`settings` null). */
  publish(
    settings: BrokerSettings | null,
    message: { readonly seq: number; readonly topic: string; readonly payload: string; readonly retain: boolean },
  ): Promise<EmitResult>
  /** What is known of a job's events. `settings` as for `publish`. */
  lastSeen(job: { readonly jobId: JobId; readonly hasRecord: boolean }, settings: BrokerSettings | null): Promise<Seen>
  /** The registry's lock is held by another process. */
  readonly onWait: () => void
}

export interface Emitted {
  readonly seq: number
  readonly result: EmitResult
}

/**
 * Publishes one event. Throws JobdeckError: `usage` when the job has ended and `onEnded` is `refuse`; `bad-data` for an
 * event that readers would drop; what the registry and a broker that cannot be reached throw. A seq that was taken is not
 * given back: the gap shows that an event is missing.
 */
export async function emitEvent(toEmit: EventToEmit, means: EmitMeans): Promise<Emitted> {
  const { jobId, event } = toEmit
  const record = await readRecord(means.registryDir, jobId)
  const isOver = record !== null && hasEnded(record.status)
  if (isOver) checkMayFollow(toEmit, `is ${record.status} already`)
  checkReaders(toEmit, means.clock)
  const settings = record?.broker ? settingsFromRecord(record.broker, means.env) : null
  const seen = await means.lastSeen({ jobId, hasRecord: record !== null }, settings)
  if (seen.hasEnded) checkMayFollow(toEmit, 'has ended already')
  const { onWait } = means
  const seq = record ? await takeNextSeq(means.registryDir, jobId, { above: seen.seq, onWait }) : nextSeq(seen.seq)
  const payload = payloadText(toEmit, seq, record?.auth_token ?? null, means.clock.wallMs())
  const topic = eventsTopicOf(record?.topic_prefix ?? topicPrefixOf(means.topicBase, jobId))
  // The first end counts: a second one must not replace it for late subscribers.
  const retain = toEmit.retain ?? (isTerminal(event) && !isOver && !seen.hasEnded)
  const result = await means.publish(settings, { seq, topic, payload, retain })
  if (record && result.kind === 'acked') await recordEmitted(toEmit, seq, payload, means)
  return { seq, result }
}

function checkMayFollow({ jobId, onEnded }: EventToEmit, how: string): void {
  if (onEnded === 'refuse') throw new JobdeckError('usage', `job ${jobId} ${how}`, 'use --force to publish anyway')
}

/** Refuses an event that every reader would drop, before a seq is taken for it. */
function checkReaders(toEmit: EventToEmit, clock: Clock): void {
  const decoded = decodeMessage([toEmit.jobId], largestPayload(toEmit, clock.wallMs()))
  if (decoded.kind !== 'dropped') return
  throw new JobdeckError(
    'bad-data',
    `every reader would drop this event: ${decoded.explanation}`,
    'shorten its detail or its data',
  )
}

/** The longest that the payload can become: with the longest seq, and signed. */
function largestPayload({ data, ...event }: EventToEmit, nowMs: number): Uint8Array {
  const signed = { ...data, hmac_sig: '0'.repeat(64) }
  const payload = makeEventPayload({ ...event, data: signed, seq: Number.MAX_SAFE_INTEGER, nowMs })
  try {
    return Buffer.from(JSON.stringify(payload))
  } catch {
    // JSON of any depth can be parsed, but not written.
    throw new JobdeckError('bad-data', 'the data nests too deeply', `readers take ${maxJsonDepth} levels`)
  }
}

function payloadText(toEmit: EventToEmit, seq: number, token: string | null, nowMs: number): string {
  const { jobId, event, detail, data } = toEmit
  const payload = makeEventPayload({ jobId, seq, event, detail, data, nowMs })
  return JSON.stringify(token === null ? payload : signPayload(payload, token))
}

async function recordEmitted({ jobId, event }: EventToEmit, seq: number, payload: string, means: EmitMeans) {
  try {
    await setStatus(means.registryDir, jobId, statusAfter[event], { onWait: means.onWait })
    await appendEventLog(means.registryDir, jobId, payload)
  } catch (error) {
    throw new JobdeckError('io', `seq=${seq} was acknowledged, but not recorded`, describeError(error))
  }
}

// Puts an event of ours into the outbox: checks it, gives it the next seq under the registry's lock, signs it, stores it
// (PROTOCOL.md §5 and §8). Sending is the sender's work.
import { JobdeckError } from '../../domain/failure.ts'
import { hasEnded } from '../../domain/jobs/job.ts'
import { decodeMessage, maxJsonDepth } from '../../domain/protocol/decode.ts'
import { type EventType, isTerminal } from '../../domain/protocol/event.ts'
import { makeEventPayload } from '../../domain/protocol/event-payload.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { signPayload } from '../../domain/protocol/signature.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { openOutbox } from '../../io/ledger/open-outbox.ts'
import type { Outbox } from '../../io/ledger/sqlite/outbox.ts'
import type { OutboxEntry, OutgoingEvent } from '../../io/ledger/sqlite/outbox-entry.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { settingsFromRecord } from '../../io/profiles/settings-from-record.ts'
import type { BrokerBlock, JobRecord } from '../../io/registry/record.ts'
import { readRecord, reserveNextSeq } from '../../io/registry/registry.ts'
import { type Channel, ownerOf } from './channel.ts'
import { settleReserved } from './settle-reserved.ts'

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

/** The broker of an event: its name in the ledger, and how its settings are found (`entry-settings.ts`). */
export type EventBroker = Channel

/** How the event is numbered and stored. */
export interface QueueMeans {
  readonly registryDir: string
  readonly topicBase: string
  readonly stateDir: string
  readonly env: Environment
  readonly clock: Clock
  /** The broker of a job whose record names none. Throws JobdeckError `config`. */
  broker(): EventBroker
  /** What is known of a job's events. */
  lastSeen(job: { readonly jobId: JobId; readonly record: JobRecord | null }, broker: EventBroker): Promise<Seen>
  /** The registry's lock is held by another process. */
  readonly onWait: () => void
}

/** Then it is given up: long enough for a broker that is down over night. */
const lifetimeMs = 24 * 3600 * 1000

/**
 * Stores one event in the outbox, with a seq that is taken once and stays with it: whatever happens to this process, the event
 * is stored with it, or the seq is still free. Throws JobdeckError: `usage` when the job has ended and `onEnded` is `refuse`;
 * `bad-data` for an event that readers would drop; `io` when it cannot be stored; what the registry and `means` throw. Nothing
 * is stored and no seq is taken then.
 */
export async function queueEvent(toEmit: EventToEmit, means: QueueMeans): Promise<OutboxEntry> {
  const { jobId, event } = toEmit
  const record = await readRecord(means.registryDir, jobId)
  const isOver = record !== null && hasEnded(record.status)
  if (isOver) checkMayFollow(toEmit, `is ${record.status} already`)
  checkReaders(toEmit, means.clock)
  const broker = record?.broker ? brokerOfRecord(record.broker, means.env) : means.broker()
  const seen = await means.lastSeen({ jobId, record }, broker)
  if (seen.hasEnded) checkMayFollow(toEmit, 'has ended already')
  const outgoing: OutgoingEvent = {
    jobId,
    topic: eventsTopicOf(record?.topic_prefix ?? topicPrefixOf(means.topicBase, jobId)),
    // The first end counts: a second one must not replace it for late subscribers.
    retain: toEmit.retain ?? (isTerminal(event) && !isOver && !seen.hasEnded),
    registryDir: record ? means.registryDir : null,
    profile: broker.profile,
    username: broker.username,
    certFile: broker.certFile,
    lifetimeMs,
  }
  const nowMs = means.clock.wallMs()
  const payloadOf = (seq: number) => payloadText(toEmit, seq, record?.auth_token ?? null, nowMs)
  const outbox = openOutbox({ stateDir: means.stateDir, broker: broker.broker }, means.clock)
  try {
    const id = record
      ? await reserveEvent(outbox, outgoing, { ...means, above: seen.seq, payloadOf })
      : await outbox.enqueueNext(outgoing, seen.seq, payloadOf)
    const entry = await outbox.entry(id)
    if (entry) return entry
    throw new JobdeckError(
      'io',
      'the event vanished from the outbox',
      'is another program changing the state directory?',
    )
  } finally {
    outbox.close()
  }
}

function brokerOfRecord(block: BrokerBlock, env: Environment): EventBroker {
  const settings = settingsFromRecord(block, env)
  return { broker: brokerUrl(settings), profile: null, username: settings.username, certFile: settings.certFile }
}

interface Reserving extends QueueMeans {
  readonly above: number
  readonly payloadOf: (seq: number) => string
}

/** Takes the record's next seq for the event and stores it; returns its number in the outbox. */
async function reserveEvent(outbox: Outbox, event: OutgoingEvent, options: Reserving): Promise<number> {
  const { registryDir, stateDir, above, clock, onWait, payloadOf } = options
  let id = 0
  await reserveNextSeq(
    registryDir,
    event.jobId,
    { above, clock, onWait, owner: ownerOf(stateDir) },
    {
      settle: async () => {
        const entries = await outbox.unfinished()
        const left = entries.filter(({ state, staged }) => state === 'reserved' && staged !== null)
        const ours = left.filter((entry) => entry.jobId === event.jobId && entry.registryDir === registryDir)
        for (const entry of ours) await settleReserved(outbox, entry)
      },
      store: async (seq, staged) => {
        id = await outbox.reserve({ ...event, seq, payload: payloadOf(seq) }, staged)
      },
      undo: () => outbox.forget(id),
    },
  )
  // Without it the entry looks half taken, and the sender finds out that it is not.
  await outbox.confirm(id).catch(() => undefined)
  return id
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

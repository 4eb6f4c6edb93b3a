// What the ledger knows of a job without reading its events: kept beside them in the same transaction, so that a deck
// shows 30,000 jobs at once. Pure: a summary and a new event in, the next summary out.
import { addSeq, missedCount, noSeqs, type SeqSet } from '../../../domain/jobs/seq-set.ts'
import { type EventType, isTerminal } from '../../../domain/protocol/event.ts'
import { parseLenient } from '../../../domain/protocol/lenient-json.ts'
import { runningToolOf } from '../../../domain/protocol/running-tool.ts'
import type { EventSource, RecordableEvent, Tallies } from '../ledger.ts'
import { LedgerDamage } from './ledger-error.ts'
import type { Stamp } from './stamp.ts'

/** What a deck shows of an event. */
export interface EventDigest {
  /** The event's number in the ledger. */
  readonly id: number
  readonly seq: number
  readonly event: EventType
  readonly content: number
  /** Raw and bounded. */
  readonly detail: string
  readonly note: string | null
  /** The tool that runs from then on; left out for none. */
  readonly tool?: string
  readonly stamp: Stamp
}

export interface StoredSummary {
  readonly topic: string | null
  /** Events recorded, those that retention has removed included. */
  readonly eventCount: number
  /** The numbers since the publisher last began to count anew. */
  readonly seqs: SeqSet
  /** How many numbers were missing before that. */
  readonly missedBefore: number
  /** Those of the numbers that are known from a log file or as a retained end; left out for none. */
  readonly secondhand?: SeqSet
  /** Receipt of the first and the last event that had influence. */
  readonly first: Stamp | null
  readonly last: Stamp | null
  readonly latest: EventDigest | null
  readonly request: EventDigest | null
  readonly ending: EventDigest | null
  readonly tallies: Tallies
}

export const emptySummary: StoredSummary = {
  topic: null,
  eventCount: 0,
  seqs: noSeqs,
  missedBefore: 0,
  first: null,
  last: null,
  latest: null,
  request: null,
  ending: null,
  tallies: {},
}

/** As the deck keeps it in memory. */
const maxDetailChars = 2_000

/** The summary after one more event, which the ledger has stored as number `id`; the counterpart of the job's fold. */
export function withEvent(summary: StoredSummary, event: RecordableEvent, id: number, stamp: Stamp): StoredSummary {
  const { note, effect, entry, source } = event
  const { seq, content, detail } = event.event
  const stored = {
    ...summary,
    eventCount: summary.eventCount + 1,
    tallies: note === null ? summary.tallies : withTally(summary.tallies, note, 1),
  }
  if (effect === 'none') return { ...stored, topic: summary.topic ?? entry.topic }
  const restarts = effect === 'restarts'
  const secondhand = restarts ? noSeqs : summary.secondhand
  const counted = {
    ...stored,
    secondhand: isSecondhand(event) ? addSeq(secondhand ?? noSeqs, seq) : secondhand,
    topic: entry.topic,
    // A stray number is never counted, whatever its event does (PROTOCOL.md §5).
    seqs: note === 'stray' ? summary.seqs : addSeq(restarts ? noSeqs : summary.seqs, seq),
    missedBefore: summary.missedBefore + (restarts ? missedCount(summary.seqs) : 0),
  }
  if (note === 'second-end') return { ...counted, request: null }
  const kind = event.event.event
  const tool = toolOf(event)
  const about = { id, seq, event: kind, content, detail: detail.slice(0, maxDetailChars), note, stamp }
  const digest = tool === null ? about : { ...about, tool }
  const request = kind === 'permission_required' ? digest : null
  return {
    ...counted,
    ...spanWith(summary, source, stamp),
    latest: isLatest(summary, event) ? digest : summary.latest,
    request: effect === 'counted' && note !== 'after-end' ? summary.request : request,
    ending: summary.ending ?? (effect === 'ends' ? digest : null),
  }
}

/** From the payload: what the writing thread gets of an event has no more of it. Nearly no event is parsed for that. */
function toolOf({ event: { event }, entry: { payload } }: RecordableEvent): string | null {
  if (event !== 'progress' || !payload.includes('"running"')) return null
  const { data } = parseLenient(payload).value as { readonly data?: Readonly<Record<string, unknown>> | null }
  return runningToolOf({ event, data: data ?? null })
}

/** Whether the broker may deliver the event once more: from its queue for this machine. */
function isSecondhand({ event, source, note }: RecordableEvent): boolean {
  return note !== 'stray' && (source === 'file' || (source === 'retained' && isTerminal(event.event)))
}

/** The first and the last receipt; a log file brings what happened between or before them. */
function spanWith(
  { first, last }: StoredSummary,
  source: EventSource,
  stamp: Stamp,
): Pick<StoredSummary, 'first' | 'last'> {
  if (source !== 'file' || !first || !last) return { first: first ?? stamp, last: stamp }
  return { first: stamp.wallMs < first.wallMs ? stamp : first, last: stamp.wallMs > last.wallMs ? stamp : last }
}

function isLatest({ latest }: StoredSummary, { event: { seq }, effect, note, source }: RecordableEvent): boolean {
  if (note === 'stray') return false
  if (latest !== null && source === 'file' && effect === 'counted') return false
  if (latest === null || effect === 'restarts' || seq > latest.seq) return true
  return seq === latest.seq && effect === 'ends'
}

/** Adds to one of the counts. */
export function withTally(tallies: Tallies, name: string, count: number): Tallies {
  return { ...tallies, [name]: (tallies[name] ?? 0) + count }
}

/** The summary of a row. Throws an error that counts as damage: it is rebuilt from the events. */
export function parseSummary(text: unknown): StoredSummary {
  try {
    return JSON.parse(String(text))
  } catch (error) {
    throw new LedgerDamage('a summary is unreadable', { cause: error })
  }
}

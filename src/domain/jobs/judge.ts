// What an event means for its job, before anything changes: the rules of PROTOCOL.md §3 and §5 in the order in which they
// outrank each other. Pure.
import { isTerminal, type JobEvent } from '../protocol/event.ts'
import { brokenLimitAt, needsYou, type Timeout } from './deadlines.ts'
import type { Effect } from './effect.ts'
import { plainContent } from './history-json.ts'
import type { EntryNote, HistoryEntry, Job, SignatureVerdict } from './job.ts'
import type { TakenPlace } from './log-places.ts'
import { recall } from './seen-events.ts'
import { hasSeq, highestSeq } from './seq-set.ts'

/** A number that is further above every known one is a stray. */
const maxJump = 10_000
/** A lower number is a late arrival only if it is less than this below the highest, */
const lateSeqs = 100
/** and comes within this time of the event that overtook it. */
const lateMs = 60_000

/** What is known of how an event arrived. */
export interface Receipt {
  /** When, on the monotonic timeline. */
  readonly receivedMs: number
  /**
   * Up to when limits are judged: until what had waited at a broker out of reach is here, the time before that. No limit
   * breaks in between.
   */
  readonly judgedMs: number
  /** When, in the wall clock's epoch milliseconds. */
  readonly receivedWallMs: number
  readonly retained: boolean
  /** Where the event of a log file belongs; left out for one that came from the broker. */
  readonly logPlace?: TakenPlace
  readonly signature: SignatureVerdict
}

/** `accepted` changes the job's state or its history; the others are marked and counted. */
export type FoldOutcome = 'accepted' | 'duplicate' | 'second-end' | 'stray' | 'unsigned' | 'forged'

export interface Judgement {
  readonly outcome: FoldOutcome
  readonly effect: Effect
  readonly note: EntryNote | null
}

/** Nothing new. */
export const duplicate: Judgement = { outcome: 'duplicate', effect: 'none', note: null }

/**
 * Judges an event by its signature, its content and its number. Every request that is not a duplicate shows, whatever its
 * number, also after the end, which stays the job's status; an end ends the job whatever its number, unless that is a stray.
 */
export function judge(job: Job, event: JobEvent, receipt: Receipt): Judgement {
  const { signature, logPlace } = receipt
  if (signature === 'forged' || signature === 'unsigned') return { outcome: signature, effect: 'none', note: signature }
  if (isDuplicate(job, event)) return duplicate
  if (isStray(job, event.seq)) {
    if (event.event !== 'permission_required') return { outcome: 'stray', effect: 'none', note: 'stray' }
    return { outcome: 'accepted', effect: 'newest', note: 'stray' }
  }
  if (job.ending) {
    if (isTerminal(event.event)) return { outcome: 'second-end', effect: 'counted', note: 'second-end' }
    return { outcome: 'accepted', effect: 'counted', note: logPlace === 'past' ? null : 'after-end' }
  }
  const { effect, note } = isTerminal(event.event) ? judgeEnd(job, event, receipt) : judgeStep(job, event, receipt)
  return { outcome: 'accepted', effect, note: note ?? (event.hasConstants ? 'not-a-number' : null) }
}

type Placed = Pick<Judgement, 'effect' | 'note'>

function judgeEnd(job: Job, { seq }: JobEvent, { retained, logPlace, judgedMs }: Receipt): Placed {
  if (retained || logPlace) return { effect: 'ends', note: null }
  if (brokenLimit(job, judgedMs)) return { effect: 'ends', note: 'late' }
  return { effect: 'ends', note: job.latest && seq < job.latest.seq ? 'out-of-order' : null }
}

function judgeStep(job: Job, event: JobEvent, receipt: Receipt): Placed {
  const { retained, logPlace, receivedMs, judgedMs } = receipt
  if (logPlace === 'past') return { effect: 'counted', note: null }
  if (event.seq > highestSeq(job.seqs)) {
    const isAfterSilence = !retained && !logPlace && brokenLimit(job, judgedMs) === 'idle'
    return { effect: 'newest', note: isAfterSilence ? 'after-silence' : null }
  }
  if (!retained && !isLateArrival(job, event.seq, receivedMs)) return { effect: 'restarts', note: 'restarted' }
  const effect = event.event === 'permission_required' ? 'newest' : 'counted'
  return { effect, note: retained ? null : 'out-of-order' }
}

/** A repeat by its content. Where that is forgotten the number decides, unless an end or a request could be lost. */
function isDuplicate(job: Job, event: JobEvent): boolean {
  const { seq, event: kind, content } = event
  const seen = recall(job.seen, seq, content)
  if (seen === 'same' || isInLog(job, event)) return true
  if (seen === 'other') return false
  const mayMatter = kind === 'permission_required' || (job.ending === null && isTerminal(kind))
  return hasSeq(job.seqs, seq) && !mayMatter
}

/** Whether a log file had the event, if in other bytes: its writer may have set other spaces and escapes. */
function isInLog({ secondhand, seen }: Job, event: JobEvent): boolean {
  return hasSeq(secondhand, event.seq) && recall(seen, event.seq, plainContent(event)) === 'same'
}

/** Whether a number is far above every known one. While none is known, there is nothing to compare it with. */
function isStray({ seqs, record }: Job, seq: number): boolean {
  const known = Math.max(highestSeq(seqs), record?.lastSeq ?? 0)
  return known > 0 && seq > known + maxJump
}

function isLateArrival(job: Job, seq: number, receivedMs: number): boolean {
  const highest = highestSeq(job.seqs)
  if (hasSeq(job.seqs, seq) || highest - seq >= lateSeqs) return false
  // When a log file overtook it, nobody measured by how much.
  if (hasSeq(job.secondhand, highest)) return true
  return receivedMs - overtakenMs(job, seq, receivedMs) < lateMs
}

/** When the first event with a higher number came, since the publisher last began to count anew. */
function overtakenMs({ history, latest }: Job, seq: number, receivedMs: number): number {
  const begin = Math.max(
    0,
    history.findLastIndex(({ note }) => note === 'restarted'),
  )
  const overtaker = history.find((entry, index) => index >= begin && entry.seq > seq && !isWithoutNumber(entry))
  return (overtaker ?? latest)?.receivedMs ?? receivedMs
}

/** Whether an entry is one that is kept and marked, and whose number says nothing. */
export function isWithoutNumber({ note }: HistoryEntry): boolean {
  return note === 'stray' || note === 'unsigned' || note === 'forged'
}

/** Which limit the job had broken before an event came. A job that waits for the user is not silent: needs you outranks idle. */
function brokenLimit(job: Job, judgedMs: number): Timeout['limit'] | null {
  // A publisher may set its record to completed before its event arrives; a cancelled job has no limits.
  if (job.record?.status === 'cancelled') return null
  const limit = brokenLimitAt(job, judgedMs)?.limit ?? null
  return limit === 'idle' && needsYou(job) ? null : limit
}

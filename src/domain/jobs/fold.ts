// The job state machine: an event and its receipt in, the next job out (PROTOCOL.md §3). Pure.
import { isTerminal, type JobEvent } from '../protocol/event.ts'
import type { JobId } from '../protocol/job-id.ts'
import { runningToolOf } from '../protocol/running-tool.ts'
import { cut, historyJson, plainContent } from './history-json.ts'
import type { Ending, EntryNote, HistoryEntry, Job, RecordFacts } from './job.ts'
import { type BrokerId, jobKeyOf } from './job-key.ts'
import { duplicate, isWithoutNumber, type Judgement, judge, type Receipt } from './judge.ts'
import { addSeen, noSeen } from './seen-events.ts'
import { addSeq, hasSeq, missedCount, noSeqs } from './seq-set.ts'

/** How many events of a job stay in memory, as many as a large pane shows; the ledger has them all. */
export const maxHistory = 20
/** Of these, how many unsigned, forged and stray ones: a flood of them must not push the genuine ones out. */
export const maxTraces = 5
/** A view shows less: this only bounds what is kept. */
const maxDetailChars = 2_000

/** A job of which only its broker, its id and the topic of its events are known. */
export function newJob(broker: BrokerId, id: JobId, topic: string): Job {
  return {
    key: jobKeyOf(broker, id),
    broker,
    id,
    topic,
    record: null,
    firstEventMs: null,
    lastEventMs: null,
    lastEventWallMs: null,
    idleFromMs: null,
    latest: null,
    request: null,
    ending: null,
    seqs: noSeqs,
    missedBefore: 0,
    secondhand: noSeqs,
    seen: noSeen,
    duplicates: 0,
    secondEndings: 0,
    unsigned: 0,
    forged: 0,
    history: [],
  }
}

/** The job with the facts of its registry record, or without them when the record is gone. */
export function withRecord(job: Job, record: RecordFacts | null): Job {
  return { ...job, record }
}

/** An event as the history shows it. */
export function entryOf(event: JobEvent, receipt: Omit<Receipt, 'judgedMs'>, note: EntryNote | null): HistoryEntry {
  return {
    seq: event.seq,
    event: event.event,
    detail: cut(event.detail, maxDetailChars),
    receivedMs: receipt.receivedMs,
    receivedWallMs: receipt.receivedWallMs,
    retained: receipt.retained,
    isFromLog: receipt.logPlace !== undefined,
    note,
    signature: receipt.signature,
    json: historyJson(event),
  }
}

function remember(job: Job, entry: HistoryEntry): readonly HistoryEntry[] {
  return [...(job.history.length < maxHistory ? job.history : job.history.slice(1 - maxHistory)), entry]
}

function endingOf(event: JobEvent, entry: HistoryEntry): Ending | null {
  if (!isTerminal(event.event)) return null
  return { kind: event.event, atMs: entry.receivedMs, detail: entry.detail, late: entry.note === 'late' }
}

/** What an event adds to the history, to the numbers and to the memory of what was seen. */
function count(job: Job, event: JobEvent, entry: HistoryEntry, { effect, note }: Judgement) {
  const { seq, content } = event
  const seen = addSeen(job.seen, seq, content)
  const isRestart = effect === 'restarts'
  const secondhand = isRestart ? noSeqs : job.secondhand
  return {
    secondhand: isSecondhand(entry) && note !== 'stray' ? addSeq(secondhand, seq) : secondhand,
    seqs: note === 'stray' ? job.seqs : addSeq(isRestart ? noSeqs : job.seqs, seq),
    missedBefore: job.missedBefore + (isRestart ? missedCount(job.seqs) : 0),
    // The broker may have it in other bytes: the writer of a log may set other spaces and escapes.
    seen: entry.isFromLog ? addSeen(seen, seq, plainContent(event)) : seen,
    history: remember(job, entry),
  }
}

/** Whether the broker may deliver the event once more: from its queue for this machine. */
function isSecondhand({ isFromLog, retained, event }: HistoryEntry): boolean {
  return isFromLog || (retained && isTerminal(event))
}

/** Accepts an event: into the clocks, and into the state where it is the newest. */
function accept(job: Job, event: JobEvent, entry: HistoryEntry, judgement: Judgement): Job {
  const { seq, detail, receivedMs, receivedWallMs } = entry
  const isLast = receivedMs >= (job.lastEventMs ?? receivedMs)
  const isNews = judgement.effect !== 'counted' || judgement.note === 'after-end'
  const request = event.event === 'permission_required' ? { detail, receivedMs } : null
  // One by one: to spread a second object takes as long as the rest of the fold.
  const { secondhand, seqs, missedBefore, seen, history } = count(job, event, entry, judgement)
  return {
    ...job,
    secondhand,
    seqs,
    missedBefore,
    seen,
    history,
    firstEventMs: Math.min(job.firstEventMs ?? receivedMs, receivedMs),
    lastEventMs: isLast ? receivedMs : job.lastEventMs,
    lastEventWallMs: isLast ? receivedWallMs : job.lastEventWallMs,
    latest: isLatest(job, entry, judgement)
      ? { seq, event: event.event, detail, receivedMs, tool: runningToolOf(event) }
      : job.latest,
    request: isNews ? request : job.request,
    ending: job.ending ?? endingOf(event, entry),
  }
}

function isLatest({ latest }: Job, { seq, isFromLog }: HistoryEntry, { effect, note }: Judgement): boolean {
  if (note === 'stray') return false
  // What a log has from before the numbers restarted may have a higher one.
  if (latest !== null && isFromLog && effect === 'counted') return false
  if (latest === null || effect === 'restarts' || seq > latest.seq) return true
  return seq === latest.seq && effect === 'ends'
}

/**
 * An unsigned or forged event leaves one trace, although a retained one comes again with every connection, and although the
 * ledger may be read again, which holds events from before the job's token was known. Null when it has left one before.
 */
function leaveTrace(job: Job, entry: HistoryEntry, counter: 'unsigned' | 'forged'): Job | null {
  const isKnown = (known: HistoryEntry) =>
    known.json === entry.json &&
    (known.receivedWallMs === entry.receivedWallMs || (entry.retained && known.note === counter))
  if (job.history.some(isKnown)) return null
  return { ...job, [counter]: job[counter] + 1, history: remember(withoutOldestTrace(job), entry) }
}

function withoutOldestTrace(job: Job): Job {
  const traces = job.history.filter(isWithoutNumber)
  const [oldest] = traces
  return traces.length < maxTraces ? job : { ...job, history: job.history.filter((known) => known !== oldest) }
}

/** A retained event comes again with every connection, and one that is known secondhand may still come: that is not reported. */
export function isExpected({ secondhand }: Job, { seq }: JobEvent, { retained, logPlace }: Receipt): boolean {
  return retained || logPlace !== undefined || hasSeq(secondhand, seq)
}

/** The outcome of an event: its job, and what it means for that. */
export interface Folded extends Judgement {
  readonly job: Job
}

/**
 * Folds one event into its job.
 *
 * Job, seq and content are an event's identity: only a repeat of all three is a duplicate. The first terminal event wins;
 * later ones are counted. Otherwise the newest event by seq says what the job does now, as `judge` decides.
 * Events that are unsigned or forged, where the job has a token, and stray numbers leave a trace and change no state (§5).
 */
export function fold(job: Job, event: JobEvent, receipt: Receipt): Folded {
  const judgement = judge(job, event, receipt)
  const { outcome, note, effect } = judgement
  const to = (job: Job): Folded => ({ outcome, note, effect, job })
  if (outcome === 'duplicate')
    return to(isExpected(job, event, receipt) ? job : { ...job, duplicates: job.duplicates + 1 })
  const entry = entryOf(event, receipt, note)
  switch (outcome) {
    case 'accepted':
      return to(accept(job, event, entry, judgement))
    case 'second-end': {
      const secondEndings = job.secondEndings + 1
      return to({ ...job, ...count(job, event, entry, judgement), secondEndings, request: null })
    }
    case 'stray':
      return to({ ...job, ...count(withoutOldestTrace(job), event, entry, judgement) })
    case 'unsigned':
    case 'forged': {
      const traced = leaveTrace(job, entry, outcome)
      return traced ? to(traced) : { ...duplicate, job }
    }
  }
}

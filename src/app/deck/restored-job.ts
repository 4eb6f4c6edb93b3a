// A job as the ledger remembers it: at once from its summary, and its history when that is looked at.
import { entryOf, maxHistory } from '../../domain/jobs/fold.ts'
import { plainContent } from '../../domain/jobs/history-json.ts'
import type { EntryNote, HistoryEntry, Job, SignatureVerdict } from '../../domain/jobs/job.ts'
import { addSeen, firstAndLast, recall, type SeenEvents } from '../../domain/jobs/seen-events.ts'
import { highestSeq } from '../../domain/jobs/seq-set.ts'
import { isTerminal, type JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { JobSummary, JudgedEvent, SummaryEvent } from '../../io/ledger/ledger.ts'

/** The job with everything but its history. */
export function restoredJob(job: Job, summary: JobSummary): Job {
  const { topic, firstEventMs, lastEventMs, lastEventAtMs, latest, request, ending, seqs, missedBefore } = summary
  const { secondhand, tallies } = summary
  return {
    ...job,
    topic: topic ?? job.topic,
    firstEventMs,
    lastEventMs,
    lastEventWallMs: lastEventAtMs,
    latest: latest && {
      seq: latest.seq,
      event: latest.event,
      detail: latest.detail,
      receivedMs: latest.receivedMs,
      tool: latest.tool,
    },
    request: request && { detail: request.detail, receivedMs: request.receivedMs },
    ending: ending && endingOf(ending),
    seqs,
    missedBefore,
    secondhand,
    seen: seenOf(job.seen, summary),
    secondEndings: tallies['second-end'] ?? 0,
    unsigned: tallies.unsigned ?? 0,
    forged: tallies.forged ?? 0,
  }
}

function endingOf({ event, receivedMs, detail, note }: SummaryEvent): Job['ending'] {
  return isTerminal(event) ? { kind: event, atMs: receivedMs, detail, late: note === 'late' } : null
}

function seenOf(seen: SeenEvents, { latest, request, ending }: JobSummary): SeenEvents {
  const events = [latest, request, ending].filter((event) => event !== null)
  return events.reduce((all, { seq, content }) => addSeen(all, seq, content), seen)
}

/**
 * The job, remembering what the ledger has under the number of an event, when that is forgotten or was received by an
 * earlier run: what the broker delivers again is recognised, and differs from another event with the same number.
 */
export function withRecorded(
  job: Job,
  { seq, content }: JobEvent,
  contentsOf: (jobId: JobId, seq: number) => readonly number[],
): Job {
  const isNext = job.seqs.length === 0 || seq === highestSeq(job.seqs) + 1
  if (isNext || recall(job.seen, seq, content) !== 'unknown') return job
  const seen = contentsOf(job.id, seq).reduce((all, recorded) => addSeen(all, seq, recorded), job.seen)
  return seen === job.seen ? job : { ...job, seen }
}

/** Whether the job is what the summary says. */
export function isUpToDate({ latest, ending, seqs }: Job, summary: JobSummary): boolean {
  const isSameState = latest?.seq === summary.latest?.seq && (ending === null) === (summary.ending === null)
  return isSameState && JSON.stringify(seqs) === JSON.stringify(summary.seqs)
}

/** The job with what the ledger does not have, and a short memory of what was seen. */
export function withoutHistory(job: Job): Job {
  return { ...job, history: [], seen: firstAndLast(job.seen) }
}

/** The job with the last of its events, which may have been received here since. */
export function withHistory(job: Job, events: readonly JudgedEvent[], verify: (text: string) => SignatureVerdict): Job {
  const known = new Set(job.history.map(identityOf))
  const remembered = events
    .map((event) => rememberedEntry(event, verify))
    .filter((entry) => !known.has(identityOf(entry)))
  const history = [...remembered, ...job.history].sort((a, b) => a.receivedMs - b.receivedMs)
  const seen = events.reduce(
    (all, judged) => contentsOf(judged).reduce((some, content) => addSeen(some, judged.event.seq, content), all),
    job.seen,
  )
  return { ...job, seen, history: history.slice(-maxHistory) }
}

/** An event of the ledger as a history has it. */
export function rememberedEntry(
  { entry, event, source, note }: JudgedEvent,
  verify: (text: string) => SignatureVerdict,
): HistoryEntry {
  const { receivedMs, receivedAtMs: receivedWallMs, retained, payload } = entry
  const signature = note === 'forged' || note === 'unsigned' ? note : verify(payload)
  const logPlace = source === 'file' ? 'past' : undefined
  return entryOf(event, { receivedMs, receivedWallMs, retained, logPlace, signature }, note as EntryNote | null)
}

/** The contents that a repeat of an event may have. */
function contentsOf({ event, source }: JudgedEvent): readonly number[] {
  return source === 'file' ? [event.content, plainContent(event)] : [event.content]
}

function identityOf({ seq, json }: HistoryEntry): string {
  return `${seq} ${json}`
}

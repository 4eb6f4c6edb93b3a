// What rows and panes say about a job, in the words that a person thinks in: who works on what, and what was last heard of it.
import { asksAfterEnd, endingOf, needsYou, runningTool, timeoutAt } from '../../domain/jobs/deadlines.ts'
import type { Job } from '../../domain/jobs/job.ts'
import { type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'
import { briefWhenText, lengthText, type Moment, timeText, whenText } from '../cells/times.ts'
import { detailText, recordText } from './job-text.ts'
import type { PaneView } from './job-view.ts'

/** Who works on the job: its session, else its agent, else the job itself. */
export function nameOf(job: Job): SafeText {
  const record = job.record && recordText(job.record)
  const session = record?.session ? safeLine(record.session.replace(/^tmux:/, '')) : ''
  if (session !== '') return session
  return record && record.agent !== '' ? record.agent : safe`${job.id}`
}

/** What the job is about, on one line. */
export function taskOf({ record }: Job): SafeText {
  if (!record) return safe`no record: the limits are assumed`
  const { prompt } = recordText(record)
  return prompt === '' ? safe`no prompt` : prompt
}

/** What the job asks, how it ended, or what it reported last; empty when it has said nothing. */
export function newsOf({ job }: PaneView): SafeText {
  if (job.request && asksAfterEnd(job)) return safe`asks after its end: ${detailText(job.request)}`
  const ending = endingOf(job)
  if (ending) return detailText(ending)
  const said = job.request ?? job.latest
  return said ? detailText(said) : safe``
}

/** The moment that matters in the job's status, on the monotonic clock; null when nothing has happened. */
function momentMs({ job, status, nowMs }: PaneView): number | null {
  if (status === 'needs-you') return needsYou(job)?.sinceMs ?? null
  const timeout = timeoutAt(job, nowMs)
  if (timeout) return timeout.limit === 'total' ? timeout.sinceMs : job.lastEventMs
  return endingOf(job)?.atMs ?? job.lastEventMs ?? job.record?.createdMs ?? null
}

function momentOf(view: PaneView): Moment | null {
  const atMs = momentMs(view)
  if (atMs === null) return null
  return { wallMs: atMs + view.wallOffsetMs, nowWallMs: view.clockMs + view.wallOffsetMs }
}

/** When the job got into its status, or was last heard of: `3 min ago`; empty when it is not known. */
export function whenOf(view: PaneView): SafeText {
  const moment = momentOf(view)
  return moment ? whenText(moment) : safe``
}

/** The same, as short as possible: `3 min`. */
export function briefWhenOf(view: PaneView): SafeText {
  const moment = momentOf(view)
  return moment ? briefWhenText(moment) : safe``
}

/** Since when the broker of a job is out of reach: `not heard since 14:01`; empty while it is heard. */
export function unheardOf({ deafSinceMs, wallOffsetMs, clockMs }: PaneView): SafeText {
  if (deafSinceMs === null) return safe``
  const moment = { wallMs: deafSinceMs + wallOffsetMs, nowWallMs: clockMs + wallOffsetMs }
  return safe`not heard since ${timeText(moment)}`
}

/** Which tool has been running for how long; null when none has. */
function runningWords({ job, clockMs }: PaneView): SafeText | null {
  const tool = runningTool(job)
  return tool && safe`${safeLine(tool.name, 30)} has run for ${lengthText(Math.max(0, clockMs - tool.sinceMs))}`
}

/** How the job stands, with the time: `asked 42 s ago`, `heard 7 s ago`, `time ran out 14:02`. */
export function standingOf(view: PaneView): SafeText {
  const when = whenOf(view)
  if (view.status !== 'needs-you' && view.deafSinceMs !== null) return unheardOf(view)
  switch (view.status) {
    case 'needs-you':
      return safe`asked ${when}`
    case 'timed-out':
      return timeoutAt(view.job, view.nowMs)?.limit === 'total'
        ? safe`time ran out ${when}`
        : (runningWords(view) ?? safe`last heard ${when}`)
    case 'running':
      return runningWords(view) ?? (view.job.lastEventMs === null ? safe`running` : safe`heard ${when}`)
    case 'pending':
      return when === '' ? safe`pending` : safe`registered ${when}`
    case 'error':
      return safe`failed ${when}`
    case 'completed':
      return safe`completed ${when}`
    case 'cancelled':
      return safe`cancelled ${when}`
  }
}

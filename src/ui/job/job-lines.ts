// What panes and the detail view both say about a job: its prompt, its state, its limits.

import { type SessionState, sessionTrouble } from '../../app/tmux/session-state.ts'
import { asksAfterEnd, countdownsAt, endingOf, needsYou, timeoutAt } from '../../domain/jobs/deadlines.ts'
import type { Job, Status } from '../../domain/jobs/job.ts'
import { missedCount } from '../../domain/jobs/seq-set.ts'
import { joinText, type SafeText, safe, safeLine, sliceText, wrapCells } from '../../domain/text/safe-text.ts'
import { clocksLine } from '../cells/bar.ts'
import { type Line, span } from '../cells/line.ts'
import type { Role } from '../cells/theme.ts'
import { clockTime, elapsed } from '../cells/times.ts'
import { detailText, recordText } from './job-text.ts'
import type { PaneView } from './job-view.ts'
import { nameOf } from './job-words.ts'
import { statusMarks } from './status-mark.ts'

/** The prompt on at most `most` lines of `cells`, or why there is none. */
export function promptLines({ job }: PaneView, cells: number, most: number): readonly Line[] {
  if (!job.record) return [[span(endingOf(job) ? 'no record' : 'no record: the limits are assumed', 'quiet')]]
  const { prompt } = recordText(job.record)
  if (prompt === '') return [[span('no prompt', 'quiet')]]
  return wrapCells(prompt, cells, most).map((text) => [span(text)])
}

/** The state of the job in words, on at most `most` lines of `cells`: what matters most comes first. */
export function stateLines(view: PaneView, cells: number, most: number): readonly Line[] {
  const isLate = asksAfterEnd(view.job) !== null
  const asks = isLate ? [span(' · ', 'quiet'), span('ASKS AFTER ITS END', 'needs-you')] : []
  const head = [...statusLines[view.status](view), ...asks, ...unheard(view)]
  const isAsking = view.status === 'needs-you' || isLate
  const request = isAsking && view.job.request ? detailText(view.job.request) : ''
  return request === '' ? [head] : followedBy(head, request, cells, most)
}

/** No clock runs, and nothing is known of the job since then. */
function unheard({ deafSinceMs, wallOffsetMs }: PaneView): Line {
  if (deafSinceMs === null) return []
  return [span(safe` · not heard since ${clockTime(deafSinceMs + wallOffsetMs)}`, 'warn')]
}

/** The line followed by ` · ` and a text, on at most `most` lines. No line ends with the separator. */
function followedBy(head: Line, text: SafeText, cells: number, most: number): readonly Line[] {
  const separator = ' · '
  const begin = safe`${joinText(
    head.map((piece) => piece.text),
    '',
  )}${separator}`
  const [first = safe``, ...others] = wrapCells(safe`${begin}${text}`, cells, most)
  const isWithText = first.startsWith(begin)
  const after = sliceText(first, begin.length)
  const firstLine = isWithText ? [...head, span(separator, 'quiet'), span(after, 'strong')] : head
  return [firstLine, ...others.map((row) => [span(row, 'strong')])]
}

const statusLines: Readonly<Record<Status, (view: PaneView) => Line>> = {
  'needs-you': (view) => {
    const since = elapsed(view.nowMs - (needsYou(view.job)?.sinceMs ?? view.nowMs))
    return [span(safe`NEEDS YOU for ${since}`, 'needs-you')]
  },
  'timed-out': (view) => {
    const timeout = timeoutAt(view.job, view.nowMs)
    const since = timeout ? safe` (${timeout.limit}) since ${clockTime(timeout.sinceMs + view.wallOffsetMs)}` : ''
    return [span(safe`timed out${since}`, 'timed-out')]
  },
  running: ({ job, nowMs }) => {
    if (job.firstEventMs === null) return [span('running', 'running'), span(' · no event seen yet', 'quiet')]
    return [span('running', 'running'), span(safe` for ${elapsed(nowMs - job.firstEventMs)}`, 'quiet')]
  },
  pending: () => [span('pending'), span(' · no event yet', 'quiet')],
  completed: endedLine,
  error: endedLine,
  cancelled: endedLine,
}

function endedLine({ job, status, wallOffsetMs }: PaneView): Line {
  const ending = endingOf(job)
  if (!ending) return []
  const startMs = job.firstEventMs ?? job.record?.createdMs ?? null
  // A late subscriber gets the end that the broker has retained, but not when it happened (PROTOCOL.md §1).
  const entry = job.history.find(({ receivedMs, event }) => receivedMs === ending.atMs && event === ending.kind)
  const isRetained = entry?.retained ?? false
  const endedAt = clockTime(entry?.receivedWallMs ?? ending.atMs + wallOffsetMs)
  const took =
    startMs !== null && startMs < ending.atMs && !isRetained ? safe` · took ${elapsed(ending.atMs - startMs)}` : ''
  return [
    span(statusMarks[status].word, status),
    span(safe` at ${isRetained ? 'or before ' : ''}${endedAt}`),
    ...(ending.late ? [span(' · ', 'quiet'), span('late', 'warn')] : []),
    span(took, 'quiet'),
  ]
}

/** The two limits beside each other on a line of exactly `cells`; no line once the job has ended. */
export function limitLines(view: PaneView, cells: number): readonly Line[] {
  return endingOf(view.job) ? [] : [clocksOf(view, cells)]
}

/** Both limits beside each other; quiet while they stand still. */
export function clocksOf({ job, nowMs, deafSinceMs }: PaneView, cells: number): Line {
  const line = clocksLine(countdownsAt(job, nowMs), nowMs, cells)
  return deafSinceMs === null ? line : line.map(({ text }) => span(text, 'quiet'))
}

/** Anything odd: missing, unsigned, forged and repeated events, a job of another broker; and what was decided about it. */
export function notesOf({ job, leftOver, session, flags }: PaneView): readonly Line[] {
  const missed = job.missedBefore + missedCount(job.seqs)
  const repeated = job.duplicates + job.secondEndings
  return [
    ...troubleLines(job, session),
    ...(job.forged > 0 ? [[span(job.forged > 1 ? safe`✗ signature ×${job.forged}` : '✗ signature', 'bad')]] : []),
    ...(job.unsigned > 0 ? [[span(safe`✗ ${job.unsigned} unsigned`, 'bad')]] : []),
    ...(missed > 0 ? [[span(safe`⚠ ${missed} missed`, 'warn')]] : []),
    ...(leftOver ? [[span('of ', 'warn'), span(safeLine(leftOver, 64), 'warn')]] : []),
    ...(flags.isSilenced ? [[span('silenced', 'quiet')]] : []),
    ...(flags.dismissed !== null ? [[span('dismissed', 'quiet')]] : []),
    ...(repeated > 0 ? [[span(safe`${repeated} repeated`, 'quiet')]] : []),
  ]
}

/** That the session of an agent that should be at work is not there; empty when it is. */
export function troubleLines(job: Job, session: SessionState): readonly Line[] {
  const trouble = sessionTrouble(job, session)
  if (trouble === null) return []
  return [[span(trouble === 'gone' ? 'session gone' : 'tmux does not answer', 'warn')]]
}

/** Whether a job asks, failed or is stuck, and that has not been seen. */
export function isUrgent({ job, status, seen, leftOver }: PaneView): boolean {
  if (leftOver !== null) return false
  return (
    status === 'needs-you' || (!seen && (status === 'error' || status === 'timed-out' || asksAfterEnd(job) !== null))
  )
}

/** Only what needs attention has a coloured border. */
export function borderRole(view: PaneView): Role {
  if (!isUrgent(view)) return 'quiet'
  return asksAfterEnd(view.job) ? 'needs-you' : view.status
}

/** Glyph and name, and the agent where it is not the name. */
export function titleLine({ job, status }: PaneView): Line {
  const name = nameOf(job)
  const agent = job.record ? recordText(job.record).agent : ''
  return [
    span(safe`${statusMarks[status].glyph} `, status),
    span(name, 'strong'),
    ...(agent === '' || agent === name ? [] : [span(' · ', 'quiet'), span(agent)]),
  ]
}

/** The id, which people need least; nothing where it is the name already. */
export function idLine({ job }: PaneView): Line {
  return nameOf(job) === job.id ? [] : [span(job.id, 'quiet')]
}

const maxOutcomeCells = 200

/** The outcome of the last event that was emitted by key, on at most `most` lines. */
export function outcomeLines({ outcome }: PaneView, cells: number, most: number): readonly Line[] {
  if (!outcome) return []
  const { glyph, role } = outcomeMarks[outcome.tone]
  return wrapCells(safeLine(outcome.text, maxOutcomeCells), cells - 2, most).map((text, index) => [
    span(index === 0 ? `${glyph} ` : '  ', role),
    span(text, role),
  ])
}

const outcomeMarks = {
  busy: { glyph: '…', role: 'quiet' },
  good: { glyph: '✓', role: 'good' },
  bad: { glyph: '✗', role: 'bad' },
} as const

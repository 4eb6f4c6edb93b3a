// An unfolded job: a pane of exactly its size, from four rows up. Its border says who works on what and how that stands; inside
// are the question or the failure, both limits and the last events. Nothing is said twice. Pure.
import { type AskFile, questionLines } from '../../../domain/agents/ask-file.ts'
import { asksAfterEnd, endingOf } from '../../../domain/jobs/deadlines.ts'
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import { cellWidth } from '../../../domain/text/cells.ts'
import { type SafeText, safe, wrapCells } from '../../../domain/text/safe-text.ts'
import { boxLines, innerSize } from '../../cells/box.ts'
import { type Line, lineWidth, type Span, span } from '../../cells/line.ts'
import type { Role } from '../../cells/theme.ts'
import { lengthText } from '../../cells/times.ts'
import { eventColumns, eventLine } from '../../job/event-line.ts'
import { borderRole, idLine, isUrgent, limitLines, notesOf, outcomeLines } from '../../job/job-lines.ts'
import { detailText } from '../../job/job-text.ts'
import type { PaneView } from '../../job/job-view.ts'
import { nameOf, newsOf, standingOf, taskOf } from '../../job/job-words.ts'
import { statusMarks } from '../../job/status-mark.ts'

export interface PanePlace {
  readonly columns: number
  readonly rows: number
  /** The selected pane has a heavy border, so that it stands out without colour too. */
  readonly weight: 'heavy' | 'round'
  readonly isMarked: boolean
  /** What can be done with it, in the lower edge; empty for nothing. */
  readonly hint: Line
}

/** Exactly `place.rows` lines of exactly `place.columns` cells. */
export function paneLines(view: PaneView, place: PanePlace): readonly Line[] {
  const inside = innerSize(place.columns, place.rows)
  const isSelected = place.weight === 'heavy'
  const border = borderRole(view)
  const role = isSelected || isUrgent(view) ? 'strong' : 'plain'
  const task = span(taskOf(view.job), role)
  const edge = edgeOf(view, place.columns, inside.rows)
  return boxLines({
    ...place,
    role: isSelected && border === 'quiet' ? 'strong' : border,
    title: [
      ...(place.isMarked ? [span('* ', 'brand')] : []),
      ...nameLine(view, role),
      ...(edge.task === 'in the title' ? [span(' · ', 'quiet'), task] : []),
    ],
    aside: edge.aside,
    notes: [...(place.hint.length > 0 ? [place.hint] : []), ...notesOf(view)],
    body: bodyLines(view, inside.cells, inside.rows, edge.task === 'below' ? task : null),
    scroll: null,
  })
}

/** A silenced job is named with the key that silences. */
function nameLine({ job, status, flags }: PaneView, role: Role): Line {
  const silenced = flags.isSilenced ? [span(' z', 'quiet')] : []
  return [span(safe`${statusMarks[status].glyph} `, status), span(nameOf(job), role), ...silenced]
}

/** From this many inner rows on, a task that does not fit beside how it stands has its own line. */
const roomyRows = 3
/** In a smaller pane, this much of the task stays visible. */
const taskCells = 18

/** What the upper edge says besides the name: how the job stands, that this is new, the id, each only whole; and the task. */
function edgeOf(view: PaneView, columns: number, rows: number): { aside: Line; task: 'in the title' | 'below' } {
  const [standing, mark, id] = [[span(standingOf(view), 'quiet')], unseenMark(view), idLine(view)]
  const room = columns - 9 - lineWidth(nameLine(view, 'plain'))
  const whole = cellWidth(taskOf(view.job)) + 3
  const fits = (task: number) => (part: Line) => lineWidth(part) + task <= room
  const asides = [[standing, mark, id], [standing, mark], [standing], [mark]].map(dotted)
  const beside = asides.slice(0, 2).find(fits(whole))
  if (beside) return { aside: beside, task: 'in the title' }
  if (rows >= roomyRows) return { aside: asides.find(fits(0)) ?? [], task: 'below' }
  return { aside: asides.slice(1).find(fits(Math.min(whole, taskCells + 3))) ?? [], task: 'in the title' }
}

/** Parts of a line with dots between them; empty parts are left out. */
export function dotted(parts: readonly Line[]): Line {
  const shown = parts.filter((part) => part.length > 0)
  return shown.flatMap((line, index) => (index === 0 ? line : [span(' · ', 'quiet'), ...line]))
}

/** That the user has not seen this yet: a question is NEW, a failure unseen, another end new. */
export function unseenMark(view: PaneView): Line {
  const { status, seen, leftOver } = view
  if (seen || leftOver !== null) return []
  if (status === 'needs-you' || asksAfterEnd(view.job)) return [span('NEW', 'needs-you')]
  if (isUrgent(view)) return [span('unseen', status)]
  return status === 'completed' || status === 'cancelled' ? [span('new', 'strong')] : []
}

function bodyLines(view: PaneView, cells: number, rows: number, task: Span | null): readonly Line[] {
  const taskRows = task ? wrapCells(task.text, cells, Math.max(1, Math.floor(rows / 5))) : []
  const limits = endingOf(view.job) ? tookLines(view) : limitLines(view, cells)
  const outcome = outcomeLines(view, cells, 2)
  const room = rows - taskRows.length - limits.length - outcome.length
  const entries = view.job.history.toReversed()
  const [newest] = entries
  const isListed = newest !== undefined && !isUrgent(view) && room >= 2 && detailText(newest) === newsOf(view)
  const news = isListed ? [] : newsLines(view, cells, Math.max(1, room > 4 ? room - 2 : room))
  const listed = isSaid(newest, news, view) ? entries.slice(1) : entries
  return [
    ...taskRows.map((text): Line => [span(text, task?.role)]),
    ...news,
    ...limits,
    ...outcome,
    ...eventLines(listed, cells, room - news.length),
  ]
}

/** Whether the newest event is shown above the list already. */
function isSaid(newest: HistoryEntry | undefined, news: readonly Line[], view: PaneView): boolean {
  return newest !== undefined && news.length > 0 && newest.note === null && detailText(newest) === newsOf(view)
}

function newsLines(view: PaneView, cells: number, most: number): readonly Line[] {
  if (view.ask && view.status === 'needs-you') return questionText(view.ask, cells, most)
  return wrapCells(newsOf(view), cells, most).map((text) => [span(text, newsRole(view))])
}

/** The whole question where there is room for it, else its beginning and a count of the rest. */
function questionText(ask: AskFile, cells: number, most: number): readonly Line[] {
  const [tool = safe``, ...members] = questionLines(ask)
  const [first = safe``, ...others] = members
  const rows = [members.length > 0 ? safe`${tool} · ${first}` : tool, ...others].flatMap((text) =>
    wrapCells(text, cells, Number.POSITIVE_INFINITY),
  )
  const shown = rows.length <= most ? rows : rows.slice(0, Math.max(1, most - 1))
  const lines = shown.map((text): Line => [span(text, 'strong')])
  const hidden = rows.length - shown.length
  return hidden > 0 && most > 1 ? [...lines, [span(safe`… ${hidden} more lines`, 'quiet')]] : lines
}

/** How the words of a job look: a question is strong, an unseen failure red. */
export function newsRole(view: PaneView): Role {
  if (view.status === 'needs-you' || asksAfterEnd(view.job)) return 'strong'
  return view.status === 'error' && isUrgent(view) ? 'error' : 'plain'
}

/** How long the job took, where its start is known. */
export function tookText({ job }: PaneView): SafeText {
  const ending = endingOf(job)
  const startMs = job.firstEventMs ?? job.record?.createdMs ?? null
  if (!ending || startMs === null || startMs >= ending.atMs) return safe``
  // A late subscriber gets the end that the broker has retained, but not when it happened (PROTOCOL.md §1).
  const isRetained = job.history.some(({ receivedMs, retained }) => retained && receivedMs === ending.atMs)
  return isRetained ? safe`` : safe`took ${lengthText(ending.atMs - startMs)}`
}

function tookLines(view: PaneView): readonly Line[] {
  const late = endingOf(view.job)?.late ? [span('late', 'warn'), span(' · ', 'quiet')] : []
  const took = tookText(view)
  return took === '' && late.length === 0 ? [] : [[...late, span(took, 'quiet')]]
}

function eventLines(entries: readonly HistoryEntry[], cells: number, room: number): readonly Line[] {
  const shown = entries.slice(0, Math.max(0, room))
  const columns = eventColumns(shown, cells)
  return shown.map((entry) => eventLine(entry, columns))
}

// A folded job: one line of the list, its columns in line with those of the others. Where room runs out, the id goes first, then
// what was last heard; a question or a failure goes before the task. Pure.
import { countdownsAt } from '../../../domain/jobs/deadlines.ts'
import type { Job } from '../../../domain/jobs/job.ts'
import { joinText, type SafeText, safe } from '../../../domain/text/safe-text.ts'
import { countdownRole, countdownText } from '../../cells/bar.ts'
import { clipLine, fitLine, gap, type Line, lineWidth, type Span, span } from '../../cells/line.ts'
import type { Role } from '../../cells/theme.ts'
import { clocksOf, isUrgent, outcomeLines, troubleLines } from '../../job/job-lines.ts'
import type { PaneView } from '../../job/job-view.ts'
import { briefWhenOf, nameOf, newsOf, taskOf, unheardOf, whenOf } from '../../job/job-words.ts'
import { statusMarks } from '../../job/status-mark.ts'
import { dotted, newsRole, tookText, unseenMark } from './pane-lines.ts'

/** The widths of the columns; a column of no cells is left out. */
export interface RowColumns {
  readonly name: number
  readonly task: number
  readonly news: number
  readonly when: number
  /** How long the job has left or took, or that it is new. */
  readonly tail: number
  readonly id: number
}

/** `❯` or a blank, glyph, `*` or a blank. */
const markCells = 3
const between = 2
const rightMargin = 1

/** How the columns share a line of so many cells. */
export function rowColumns(cells: number): RowColumns {
  const fixed = fixedColumns(cells)
  const taken = Object.values(fixed).reduce((sum, width) => sum + (width > 0 ? width + between : 0), markCells)
  const free = cells - taken - rightMargin
  if (cells < 70) return { ...fixed, task: free, news: 0 }
  const news = Math.floor(free / 2) - 1
  return { ...fixed, task: free - news - between, news }
}

function fixedColumns(cells: number): Omit<RowColumns, 'task' | 'news'> {
  if (cells < 56) return { name: 8, when: 0, tail: 9, id: 0 }
  if (cells < 70) return { name: 10, when: 0, tail: 15, id: 0 }
  if (cells < 100) return { name: 10, when: 0, tail: 18, id: 0 }
  if (cells < 126) return { name: 12, when: 15, tail: 21, id: 0 }
  if (cells < 180) return { name: 14, when: 15, tail: 21, id: 9 }
  return { name: 18, when: 15, tail: 56, id: 9 }
}

export interface Marks {
  readonly isSelected: boolean
  /** For the menu to act on. */
  readonly isMarked: boolean
}

/** Exactly as wide as its columns, which leave the right margin blank. */
export function rowLine(view: PaneView, columns: RowColumns, { isSelected, isMarked }: Marks): Line {
  const role = rowRole(view, isSelected)
  const urgent = isUrgent(view)
  const news = newsSpan(view, role)
  const trouble = dotted(troubleLines(view.job, view.session))
  // With a single column for words, what is asked or what failed says more than the task.
  const [first, second] =
    columns.news === 0 && (urgent || view.outcome !== null || !hasTask(view.job)) && news.text !== ''
      ? [news, news]
      : [span(taskOf(view.job), role), news]
  const cells: readonly (readonly [Line, number, 'left' | 'right'])[] = [
    [nameCell(view, role, columns.name), columns.name, 'left'],
    [columns.news === 0 ? dotted([trouble, [first]]) : [first], columns.task, 'left'],
    [dotted([trouble, [second]]), columns.news, 'left'],
    [[span(whenText(view), 'quiet')], columns.when, 'right'],
    [tailLine(view, columns), columns.tail, columns.when === 0 ? 'right' : 'left'],
    [[span(view.job.id, 'quiet')], columns.id, 'right'],
  ]
  const shown = cells.filter(([, width]) => width > 0).map(([line, width, side]) => column(line, width, side))
  return [
    span(isSelected ? '❯' : ' ', 'brand'),
    span(statusMarks[view.status].glyph, role === 'quiet' ? 'quiet' : view.status),
    span(isMarked ? '*' : ' ', 'brand'),
    ...shown.flatMap((line, index) => (index === 0 ? line : [gap(between), ...line])),
  ]
}

/** A silenced job is named with the key that silences. */
function nameCell({ job, flags }: PaneView, role: Role, cells: number): Line {
  const name = span(nameOf(job), role)
  return flags.isSilenced ? [...clipLine([name], cells - 2), span(' z', 'quiet')] : [name]
}

/** How an event that was sent by key is going, until that is known; else what the job has said. */
function newsSpan(view: PaneView, role: Role): Span {
  const [outcome] = outcomeLines(view, maxOutcomeCells, 1)
  if (outcome)
    return span(
      joinText(
        outcome.map(({ text }) => text),
        '',
      ),
      outcome.at(-1)?.role,
    )
  return span(newsOf(view), role === 'quiet' ? 'quiet' : newsRole(view))
}

function hasTask({ record }: Job): boolean {
  return record !== null && record.prompt.trim() !== ''
}

const maxOutcomeCells = 200

function column(line: Line, cells: number, side: 'left' | 'right'): Line {
  if (side === 'left') return fitLine(line, cells)
  const clipped = clipLine(line, cells)
  return [gap(cells - lineWidth(clipped)), ...clipped]
}

const over: ReadonlySet<PaneView['status']> = new Set(['completed', 'error', 'cancelled', 'timed-out'])

/** Only what needs attention and the selection are bold; what is over and was seen is dim. */
function rowRole(view: PaneView, isSelected: boolean): Role {
  if (isSelected || isUrgent(view)) return 'strong'
  const isQuiet = view.leftOver !== null || view.deafSinceMs !== null || (over.has(view.status) && view.seen)
  return isQuiet ? 'quiet' : 'plain'
}

function whenText(view: PaneView): SafeText {
  return view.status === 'needs-you' ? safe`asked ${whenOf(view)}` : whenOf(view)
}

/** The last column: the first of these that fits. Without a column for the time, it says that too. */
function tailLine(view: PaneView, columns: RowColumns): Line {
  const cells = columns.tail
  const candidates = isLive(view) ? limitsOf(view, cells) : endsOf(view, columns)
  return candidates.find((line) => lineWidth(line) <= cells) ?? candidates.at(-1) ?? []
}

function isLive({ status }: PaneView): boolean {
  return status === 'running' || status === 'pending'
}

/** Both limits with bars, both in words, or the one that runs out first. */
function limitsOf(view: PaneView, cells: number): readonly Line[] {
  const { job, nowMs, deafSinceMs } = view
  if (deafSinceMs !== null) return [[span(unheardOf(view), 'quiet')], [span('unheard', 'quiet')]]
  if (cells >= barsCells) return [clocksOf(view, cells)]
  const { total, idle } = countdownsAt(job, nowMs)
  const idleText = idle ? [span(countdownText(idle, nowMs), countdownRole('idle', idle))] : []
  const totalText = total ? [span(countdownText(total, nowMs), countdownRole('total', total))] : []
  const labelled = idle ? [span('idle ', 'quiet'), ...idleText] : []
  const isTotalFirst = total !== null && (idle === null || total.leftMs < idle.leftMs)
  return [dotted([labelled, totalText]), isTotalFirst ? totalText : labelled, isTotalFirst ? totalText : idleText]
}

const barsCells = 50

function endsOf(view: PaneView, columns: RowColumns): readonly Line[] {
  const mark = unseenMark(view)
  const took = tookText(view)
  const last = took === '' ? [] : [span(took, 'quiet')]
  if (columns.when > 0) return [dotted([mark, last]), mark.length > 0 ? mark : last]
  const when: Line = [span(view.status === 'needs-you' ? whenText(view) : whenOf(view), 'quiet')]
  const brief: Line = [span(briefWhenOf(view), 'quiet')]
  return [dotted([when, mark]), dotted([brief, mark]), brief]
}

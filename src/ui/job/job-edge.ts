// How the upper edge of a dialog names the job that it is about: glyph, session and task, and at the right how the job stands, and
// its id where there is room. Pure.
import { safe } from '../../domain/text/safe-text.ts'
import { type Line, span } from '../cells/line.ts'
import { idLine } from './job-lines.ts'
import type { PaneView } from './job-view.ts'
import { nameOf, standingOf, taskOf } from './job-words.ts'
import { statusMarks } from './status-mark.ts'

/** From this width on, the id takes nothing from the task. */
const roomyCells = 64

export function jobEdge(view: PaneView, cells: number): { readonly title: Line; readonly aside: Line } {
  const { job, status } = view
  const title = [
    span(safe`${statusMarks[status].glyph} `, status),
    span(nameOf(job), 'strong'),
    span(' · ', 'quiet'),
    span(taskOf(job)),
  ]
  const id = cells < roomyCells ? [] : idLine(view)
  return { title, aside: [span(standingOf(view), 'quiet'), ...(id.length > 0 ? [span(' · ', 'quiet'), ...id] : [])] }
}

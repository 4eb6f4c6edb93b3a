// The answer dialog as lines: the whole of what is being allowed, with a count of what does not fit, and where the agent is. Pure.
import { type AskFile, questionLines } from '../../../domain/agents/ask-file.ts'
import { safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { type Line, span } from '../../cells/line.ts'
import { lineView } from '../../editor/text-view.ts'
import type { BoxSize, DialogBody } from '../../forms/dialog-frame.tsx'
import { type Extent, lastTop } from '../../frame/document.ts'
import type { AnswerState } from './state.ts'

const label = 'reason '
/** Below the question: where the agent is, and what came of the last key or the reason that is typed. */
const footRows = 2

/** The whole question, wrapped: nothing is left out. */
export function questionRows(ask: AskFile, columns: number): readonly Line[] {
  return questionLines(ask).flatMap((text, index) => {
    const rows = wrapCells(text, columns, Number.POSITIVE_INFINITY)
    return (rows.length > 0 ? rows : [safe``]).map((row): Line => [span(row, index === 0 ? 'needs-you' : 'plain')])
  })
}

/** How many rows the dialog wants. */
export function answerRows(question: readonly Line[]): number {
  return question.length + footRows
}

/** How much of the question there is, and how much of it fits into the box. */
export function questionExtent(question: readonly Line[], size: BoxSize): Extent {
  return { lines: question.length, rows: Math.max(1, size.rows - footRows) }
}

/** The contents of the dialog's box. */
export function answerBody(ask: AskFile, question: readonly Line[], state: AnswerState, size: BoxSize): DialogBody {
  const extent = questionExtent(question, size)
  const top = Math.min(state.top, lastTop(extent))
  const shown = question.slice(top, top + extent.rows)
  const blank = Array.from({ length: extent.rows - shown.length }, (): Line => [])
  const below = question.length - top - shown.length
  const more = below > 0 ? safe` · ${below} more lines` : safe``
  const place = ask.cwd === null ? safe`` : safe` in ${safeLine(ask.cwd)}`
  const where: Line = [span(safe`${safeLine(ask.agent, 40)}${place}${more}`, 'quiet')]
  const lines = [...shown, ...blank, where]
  if (state.reason === null) {
    const note: Line = state.note === null ? [] : [span(safeLine(state.note), 'warn')]
    return { lines: [...lines, note], cursor: null, scroll: { top, lines: question.length } }
  }
  const view = lineView(state.reason, size.columns - label.length)
  const field: Line = [span(label, 'brand'), span(view.rows[0] ?? '')]
  const cursor = { row: lines.length, cell: label.length + view.cursor.cell }
  return { lines: [...lines, field], cursor, scroll: { top, lines: question.length } }
}

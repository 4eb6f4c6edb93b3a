// The dialog that writes a line to an agent: which pane it goes to, what that shows, the line, and why it was not sent. Pure.
import type { JobPreview } from '../../../app/deck/deck-state.ts'
import type { AgentPane } from '../../../app/tmux/session-state.ts'
import { safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { type Line, span } from '../../cells/line.ts'
import { lineView } from '../../editor/text-view.ts'
import { type BoxSize, type DialogBody, unscrolled } from '../../forms/dialog-frame.tsx'
import { previewLines } from '../../job/preview-lines.ts'
import type { WriteState } from './state.ts'

const label = 'line '

/** Where an agent has ended, the shell that it was started from has the pane. */
const shells = /^-?(?:(?:ba|z|fi|da|k|c|tc)?sh|nu|pwsh)$/

/** How many rows the dialog wants. */
export const writeRows = 11

export function writeBody(
  { line, problem, stage }: WriteState,
  pane: AgentPane | null,
  preview: JobPreview | null,
  size: BoxSize,
): DialogBody {
  const view = lineView(line, size.columns - label.length)
  const said: readonly Line[] =
    stage === 'sending'
      ? [[span('sending: waiting until the pane shows it…', 'quiet')]]
      : problem === null
        ? [[]]
        : wrapCells(safe`not sent: ${safeLine(problem)}`, size.columns, 2).map((row): Line => [span(row, 'bad')])
  const where: Line = pane
    ? [
        span('to ', 'quiet'),
        span(safeLine(`tmux session ${pane.session}, pane ${pane.id}`), 'strong'),
        span(safe`, where ${safeLine(pane.command, 40)} runs`, 'quiet'),
        ...(shells.test(pane.command) ? [span(': it may take the line for a command', 'warn')] : []),
      ]
    : [span('its pane is not there any more', 'warn')]
  const shown = preview ? previewLines(preview, size.rows - said.length - 3) : []
  const above: readonly Line[] = [where, ...shown.map((row): Line => row.map(({ text }) => span(text, 'quiet'))), []]
  return {
    lines: [...above, [span(label, 'brand'), span(view.rows[0] ?? '')], ...said],
    cursor: stage === 'typing' ? { row: above.length, cell: label.length + view.cursor.cell } : null,
    scroll: unscrolled,
  }
}

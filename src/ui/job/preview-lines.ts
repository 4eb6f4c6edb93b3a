// What the pane of an agent shows, as lines for the screen: made safe, and the last ones where not all have room. Pure.
import type { JobPreview } from '../../app/deck/deck-state.ts'
import { safeLine, safeLines } from '../../domain/text/safe-text.ts'
import { boxLines, innerSize } from '../cells/box.ts'
import { type Line, span } from '../cells/line.ts'

/** The last lines of the pane, without the blank ones below them: at most `most`. */
export function previewLines({ lines }: JobPreview, most: number): readonly Line[] {
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1
  const shown = most > 0 ? lines.slice(Math.max(0, end - most), end) : []
  return safeLines(shown.join('\n')).map((text) => [span(text)])
}

/** The same in a box of exactly this size, which names the pane; empty until it is known. */
export function previewBox(preview: JobPreview | null, columns: number, rows: number): readonly Line[] {
  const pane = preview?.pane
  return boxLines({
    columns,
    rows,
    weight: 'round',
    role: 'quiet',
    title: [span('tmux ', 'quiet'), ...(pane ? [span(safeLine(pane.session, 40))] : [])],
    aside: pane ? [span(safeLine(`${pane.command} · ${pane.id}`, 40), 'quiet')] : [],
    notes: [],
    body: preview ? previewLines(preview, innerSize(columns, rows).rows) : [],
    scroll: null,
  })
}

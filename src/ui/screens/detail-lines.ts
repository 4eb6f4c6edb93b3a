// One job on the whole screen: what its record says, its limits, and its history with the newest event at the top, as on
// its pane. Pure.

import { endingOf } from '../../jobs/deadlines.ts'
import type { HistoryEntry } from '../../jobs/job.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../jobs/job.ts'
import { ownText } from '../../protocol/sanitize.ts'
import type { Size } from '../chrome/chrome-layout.ts'
import { limitLines, notesOf, promptLine, stateLine } from '../panes/job-lines.ts'
import { borderRole, outcomeLines, titleLine } from '../panes/pane-lines.ts'
import type { PaneView } from '../panes/pane-view.ts'
import { boxLines, insideOf } from '../text/box.ts'
import { eventColumns, eventLine } from '../text/event-text.ts'
import { type Line, lineWidth, own, span, wrapCells } from '../text/line.ts'
import { dayTime, elapsed } from '../text/times.ts'

/** Lower screens keep their rows for the history. */
const roomyRows = 18

function recordLines({ job, wallOffsetMs }: PaneView, cells: number): readonly Line[] {
  const { record } = job
  const limits = `limits ${elapsed((record?.timeoutSec ?? defaultTimeoutSec) * 1000)} total, ${elapsed((record?.idleTimeoutSec ?? defaultIdleTimeoutSec) * 1000)} idle`
  const created = record ? `registered ${dayTime(record.createdMs, wallOffsetMs)} · ` : ''
  const facts = wrapCells(ownText(`${created}${limits}${record ? '' : ' (assumed)'} · ${job.topic}`), cells, 2)
  const artifacts = record && record.artifacts.length > 0 ? ownText(`artifacts ${record.artifacts.join(', ')}`) : null
  return [...facts, ...(artifacts ? wrapCells(artifacts, cells, 2) : [])].map((text) => [span(text, 'quiet')])
}

function promptLines(view: PaneView, cells: number, most: number): readonly Line[] {
  const { record } = view.job
  if (!record || record.promptLines.length === 0) return [promptLine(view)]
  const lines = record.promptLines.flatMap((line) => (line === '' ? [ownText('')] : wrapCells(line, cells, most)))
  const kept = lines.slice(0, most).map((text) => [span(text)])
  return lines.length > most ? [...kept.slice(0, -1), [span(lines[most - 1] ?? ownText('')), own(' …', 'quiet')]] : kept
}

function endLines({ job }: PaneView, cells: number): readonly Line[] | null {
  const ending = endingOf(job)
  return ending
    ? wrapCells(ending.detail, cells, 3).map((text) => [span(text, ending.kind === 'error' ? 'error' : 'plain')])
    : null
}

/** What stands above the history. */
function headLines(view: PaneView, cells: number, rows: number): readonly Line[] {
  const isRoomy = rows >= roomyRows
  const events = view.job.history.length
  const label = events === 0 ? ' no events yet ' : ` ${events} ${events === 1 ? 'event' : 'events'}, newest first `
  const rule = own('─'.repeat(Math.max(0, cells - 2 - lineWidth([own(label)]))), 'quiet')
  return [
    ...promptLines(view, cells, Math.max(1, Math.floor(rows / 4))),
    stateLine(view),
    ...(endLines(view, cells) ?? limitLines(view, cells)),
    ...(isRoomy ? recordLines(view, cells) : []),
    ...outcomeLines(view, cells, 2),
    [own('──', 'quiet'), own(label, 'quiet'), rule],
  ]
}

/** How many events the detail view shows at once. */
export function detailListRows(view: PaneView, size: Size): number {
  const inside = insideOf(size.columns, size.rows)
  return Math.max(1, inside.rows - headLines(view, inside.cells, inside.rows).length)
}

/** The first line to show so that `place` is in sight, in the middle where that can be. */
function windowTop(place: number, rows: number, lines: number): number {
  return Math.max(0, Math.min(lines - rows, place - Math.floor(rows / 2)))
}

/** The detail view, exactly `size`; `entries` newest first, the cursor on `place`. */
export function detailLines(
  view: PaneView,
  entries: readonly HistoryEntry[],
  place: number,
  size: Size,
): readonly Line[] {
  const inside = insideOf(size.columns, size.rows)
  const head = headLines(view, inside.cells, inside.rows).slice(0, inside.rows - 1)
  const rows = inside.rows - head.length
  const top = windowTop(place, rows, entries.length)
  const shown = entries.slice(top, top + rows)
  const columns = eventColumns(shown, inside.cells)
  const list = shown.map((entry, row) => {
    const line = eventLine(entry, columns, view.wallOffsetMs)
    return top + row === place ? line.map((piece) => span(piece.text, 'cursor')) : line
  })
  return boxLines({
    ...size,
    weight: 'round',
    role: borderRole(view),
    title: titleLine(view, '', size.columns - 5),
    notes: notesOf(view),
    body: [...head, ...list],
    scroll: { top, lines: entries.length, fromRow: head.length },
  })
}

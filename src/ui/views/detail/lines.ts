// One job on the whole screen, as a text that scrolls: its state, its limits, its history with the newest event first, as on its
// pane, and below that whatever did not fit above. Pure.

import type { HistoryView, IndexRange } from '../../../app/deck/job-history.ts'
import type { ArtifactState } from '../../../domain/jobs/artifact-state.ts'
import { endingOf } from '../../../domain/jobs/deadlines.ts'
import { highestSeq } from '../../../domain/jobs/seq-set.ts'
import { cellWidth } from '../../../domain/text/cells.ts'
import { repeatText, type SafeText, safe, wrapCells } from '../../../domain/text/safe-text.ts'
import { boxLines, innerSize } from '../../cells/box.ts'
import { clipLine, fitLine, type Line, lineWidth, span } from '../../cells/line.ts'
import type { Size } from '../../cells/size.ts'
import { eventLine, steadyColumns } from '../../job/event-line.ts'
import { gapLines } from '../../job/gap-lines.ts'
import { countOf, cursorPlace, type HistoryCursor, indexAt } from '../../job/history.ts'
import {
  borderRole,
  idLine,
  limitLines,
  notesOf,
  outcomeLines,
  promptLines,
  stateLines,
  titleLine,
} from '../../job/job-lines.ts'
import { detailText, recordText } from '../../job/job-text.ts'
import type { PaneView } from '../../job/job-view.ts'
import { type Keymap, labelOf } from '../../keys/keymap.ts'
import { detailKeys } from './keys.ts'
import { matchText, numberText } from './match-text.ts'
import { maxTextRows, recordLines } from './record-lines.ts'
import { sparkLines } from './spark-line.ts'
import { clamp, type DetailExtent, firstShown } from './state.ts'

/** Shorter screens keep their first rows for the history; the record's facts follow below it. */
const roomyRows = 16
const narrowColumns = 80
/** How much is shown of a prompt that is too long to be shown above the rest. */
const excerptRows = 2

export interface DetailLines {
  readonly lines: readonly Line[]
  readonly extent: DetailExtent
  /** The indexes of the events on it. */
  readonly shown: IndexRange
  /** Which of the events are shown, and what a search has found. */
  readonly position: string
}

/** The text above and below the history. */
interface Surround {
  readonly above: readonly Line[]
  readonly below: readonly Line[]
}

/** The whole prompt, with its line breaks. */
function wholePrompt({ job }: PaneView, cells: number): readonly SafeText[] {
  const lines = job.record ? recordText(job.record).promptLines : []
  return lines.flatMap((line) => (line === '' ? [safe``] : wrapCells(line, cells, maxTextRows)))
}

/** The beginning of a prompt that would push the rest down too far; all of it follows the history, as `more` says. */
function promptExcerpt(whole: readonly SafeText[], cells: number, more: Line): readonly Line[] {
  const kept = whole.filter((text) => text !== '').slice(0, excerptRows)
  return kept.map((text, row) =>
    row < kept.length - 1 ? [span(text)] : [...clipLine([span(safe`${text} …`)], cells - lineWidth(more)), ...more],
  )
}

function endLines({ job }: PaneView, cells: number): readonly Line[] {
  const ending = endingOf(job)
  if (!ending) return []
  const role = ending.kind === 'error' ? 'error' : 'plain'
  return wrapCells(detailText(ending), cells, maxTextRows).map((text) => [span(text, role)])
}

function ruleLine(label: SafeText, cells: number): Line {
  const text = safe` ${label} `
  return [span(safe`──${text}${repeatText('─', cells - 2 - cellWidth(text))}`, 'quiet')]
}

function section(label: SafeText, lines: readonly Line[], cells: number): readonly Line[] {
  return lines.length === 0 ? [] : [[], ruleLine(label, cells), ...lines]
}

function surround(
  view: PaneView,
  history: HistoryView,
  artifacts: readonly ArtifactState[],
  keymap: Keymap,
  size: Size,
): Surround {
  const { cells, rows } = innerSize(size.columns, size.rows)
  const isRoomy = rows >= roomyRows
  const events = countOf(history)
  const whole = wholePrompt(view, cells)
  const most = Math.max(1, Math.floor(rows / 3))
  const record = recordLines(view, artifacts, cells)
  const times = { ...view, endMs: endingOf(view.job)?.atMs ?? null }
  const state = [
    ...stateLines(view, cells, maxTextRows),
    ...endLines(view, cells),
    ...limitLines(view, cells),
    ...(isRoomy ? record : []),
    ...gapLines(view, cells),
    ...outcomeLines(view, cells, 2),
    ...(isRoomy ? sparkLines(history.times, times, cells) : []),
    ruleLine(historyTitle(history), cells),
  ]
  const facts = section(safe`the record`, isRoomy ? [] : record, cells)
  const prompt: readonly Line[] = whole.length > 0 ? whole.map((text) => [span(text)]) : promptLines(view, cells, 1)
  if (prompt.length <= most) return { above: [...prompt, ...state], below: facts }
  const below = [...section(safe`the whole prompt`, prompt, cells), ...facts]
  const isInSight = excerptRows + state.length + events + below.length <= rows
  const key = labelOf(keymap, detailKeys, 'bottom')
  const more =
    isInSight || key === null
      ? [span(' all below', 'quiet')]
      : [span(safe` ${key}`, 'key'), span(' shows all', 'quiet')]
  return { above: [...promptExcerpt(whole, cells, more), ...state], below }
}

/** How many events there are, and where. */
function historyTitle(history: HistoryView): SafeText {
  const { unrecorded, isRead, problem } = history
  const count = countOf(history)
  if (count === 0) return isRead ? safe`no events yet` : safe`events`
  if (!isRead) return safe`events, newest first`
  const number = safe`${numberText(count)} ${count === 1 ? 'event' : 'events'}`
  const fault = problem === null ? '' : '; the ledger cannot be read'
  if (unrecorded === count) return safe`${number} in memory, newest first${fault}`
  if (unrecorded > 0) return safe`${number}, newest first; the last ${unrecorded} not in the ledger yet${fault}`
  return safe`${number}, newest first${fault}`
}

/** The detail view, exactly `size`, and how it scrolls. `artifacts` are the states of the record's, none while they are not known. */
export function detailFrame(
  view: PaneView,
  at: HistoryCursor,
  history: HistoryView,
  keymap: Keymap,
  size: Size,
  artifacts: readonly ArtifactState[] = [],
): DetailLines {
  const { cells, rows } = innerSize(size.columns, size.rows)
  const around = surround(view, history, artifacts, keymap, size)
  const above = around.above.length
  const events = countOf(history)
  const extent = { lines: above + events + around.below.length, rows, above }
  const place = cursorPlace(history, at.cursor)
  const top = firstShown(at, place, extent)
  const from = clamp(top - above, 0, events)
  const to = Math.max(from, Math.min(events, top + rows - above))
  const listed = Array.from({ length: to - from }, (_, row) => history.at(indexAt(history, from + row)))
  const columns = steadyColumns(
    listed.filter((entry) => entry !== undefined),
    highestSeq(view.job.seqs),
    cells,
  )
  const list = listed.map((entry, row) => {
    const line: Line = entry ? eventLine(entry, columns) : fitLine([span('…', 'quiet')], cells)
    return from + row === place ? line.map((piece) => span(piece.text, 'cursor')) : line
  })
  const lines = boxLines({
    ...size,
    weight: 'round',
    role: borderRole(view),
    title: titleLine(view),
    aside: idLine(view),
    notes: notesOf(view),
    body: [...around.above.slice(top), ...list, ...around.below.slice(Math.max(0, top - above - events))],
    scroll: { top, lines: extent.lines },
  })
  const shown = { from: indexAt(history, to - 1), to: indexAt(history, from) + 1 }
  const match = matchText(history, indexAt(history, place))
  // Where there is little room for hints, a match says where the screen is.
  const places = match !== '' && size.columns < narrowColumns ? '' : placesText(from, to, events)
  return { lines, extent, shown, position: [match, places].filter(Boolean).join(' · ') }
}

/** `41–80 of 5,000`; empty when all are shown, or none. */
function placesText(from: number, to: number, events: number): string {
  return to === from || to - from === events ? '' : `${numberText(from + 1)}–${numberText(to)} of ${numberText(events)}`
}

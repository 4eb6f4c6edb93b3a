// One pane of the deck as lines of exactly its size (title in the border, prompt, state, limits, outcome, latest events), and
// as a component that selects its own job only, so that an event redraws one pane.
import { memo } from 'react'
import { endingOf } from '../../../domain/jobs/deadlines.ts'
import type { Status } from '../../../domain/jobs/job.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { type SafeText, safe, wrapCells } from '../../../domain/text/safe-text.ts'
import { boxLines, innerSize } from '../../cells/box.ts'
import { type Line, span } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import { useDeck } from '../../frame/deck-context.tsx'
import { eventColumns, eventLine } from '../../job/event-line.ts'
import {
  borderRole,
  limitLines,
  notesOf,
  outcomeLines,
  promptLines,
  stateLines,
  titleLine,
} from '../../job/job-lines.ts'
import { detailText } from '../../job/job-text.ts'
import { type PaneView, paneView } from '../../job/job-view.ts'
import { useHistory } from '../../job/use-history.ts'
import { type Keymap, labelOf, useKeymap } from '../../keys/keymap.ts'
import { deckKeys } from './keys.ts'

/** A pane's size and place on the deck. */
export interface PanePlace {
  readonly columns: number
  readonly rows: number
  /** The number that jumps to the pane; empty beyond the ninth. */
  readonly label: string
  /** The selected pane has a heavy border, so that it stands out without colour too. */
  readonly weight: 'heavy' | 'round'
}

export const Pane = memo(function Pane({ job, ...place }: PanePlace & { readonly job: JobKey }) {
  const view = useDeck((state) => paneView(state, job))
  useHistory(job)
  const keymap = useKeymap()
  return view ? <Rows lines={paneLines(view, place, keymap)} /> : null
})

/** Exactly `place.rows` lines of exactly `place.columns` cells. */
export function paneLines(view: PaneView, place: PanePlace, keymap: Keymap): readonly Line[] {
  const inside = innerSize(place.columns, place.rows)
  return boxLines({
    ...place,
    role: borderRole(view),
    title: titleLine(view, place.label, place.columns - 5),
    notes: [...unseenNote(view, place.weight === 'heavy' ? labelOf(keymap, deckKeys, 'open') : null), ...notesOf(view)],
    body: bodyLines(view, inside.cells, inside.rows),
    scroll: null,
  })
}

const trouble: ReadonlySet<Status> = new Set(['error', 'timed-out'])

/** Why a job that is over still comes before running ones: it is unseen. On the selected pane also how to open it. */
function unseenNote({ status, seen, leftOver }: PaneView, openKey: SafeText | null): readonly Line[] {
  if (!trouble.has(status) || seen || leftOver !== null) return []
  return [[span(openKey === null ? safe`unseen` : safe`unseen: ${openKey} opens`, status)]]
}

/** From this many inner rows on, a pane has room for a second line of the prompt. */
const roomyRows = 9

function bodyLines(view: PaneView, cells: number, rows: number): readonly Line[] {
  const prompt = promptLines(view, cells, rows >= roomyRows ? 2 : 1)
  const summary = summaryLines(view, cells)
  // A question to the user matters more than the events that led to it; the newest of them repeats it anyway.
  const spare = Math.max(0, rows - prompt.length - 1 - summary.length)
  const head = [...prompt, ...stateLines(view, cells, 1 + Math.ceil(spare / 2)), ...summary]
  const outcome = outcomeLines(view, cells, Math.min(2, rows - head.length))
  return [...head, ...outcome, ...eventLines(view, cells, rows - head.length - outcome.length)]
}

/** The limits; once a job has ended, its result. */
function summaryLines(view: PaneView, cells: number): readonly Line[] {
  const ending = endingOf(view.job)
  if (!ending) return limitLines(view, cells)
  const role = ending.kind === 'error' ? 'error' : 'plain'
  return wrapCells(detailText(ending), cells, 2).map((text) => [span(text, role)])
}

function eventLines({ job }: PaneView, cells: number, room: number): readonly Line[] {
  if (room <= 0) return []
  const entries = job.history.slice(-room).reverse()
  const columns = eventColumns(entries, cells)
  return entries.map((entry) => eventLine(entry, columns))
}

// The deck as lines of exactly its size: panes and rows, the selected job beside them, the last events below. Only what is on the
// screen is looked at. Pure.
import type { DeckState } from '../../../app/deck/deck-state.ts'
import { isLimited } from '../../../app/deck/listing.ts'
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { type SafeText, safe, safeLine } from '../../../domain/text/safe-text.ts'
import { fitLine, fitLines, gap, type Line, lineWidth, span, spread } from '../../cells/line.ts'
import { type PaneView, paneView } from '../../job/job-view.ts'
import { previewBox } from '../../job/preview-lines.ts'
import { heightOf, lineOf, placeOnLine } from './arrangement.ts'
import { feedLines, offScreenLine } from './feed-lines.ts'
import { acrossOf, bandLine } from './grid.ts'
import { choiceAt, type DeckLayout } from './layout.ts'
import { paneLines, unseenMark } from './pane-lines.ts'
import { type RowColumns, rowColumns, rowLine } from './row.ts'
import { earlierLine } from './state.ts'

/** The keys that the deck names on the screen; null where the user has unbound them. */
export interface DeckKeyLabels {
  readonly next: SafeText | null
  readonly open: SafeText | null
  readonly acknowledge: SafeText | null
  readonly answer: SafeText | null
  readonly clear: SafeText | null
}

/**
 * Exactly as many lines as the layout has rows, each exactly as wide as the screen. `beside` are the last events of the job that
 * is shown beside the list.
 */
export function deckLines(
  deck: DeckState,
  layout: DeckLayout,
  keys: DeckKeyLabels,
  beside: readonly HistoryEntry[],
): readonly Line[] {
  const { columns, rows, besideColumns, feedRows, offScreen } = layout
  const room = offScreen ? rows - 1 : rows
  const list = deck.jobs.size === 0 ? nothingListed(deck, keys, columns) : listLines(deck, layout, keys, room)
  const left = [
    ...fitLines(list, columns, room),
    ...(offScreen ? [offScreenLine(deck, layout, keys.next, columns)] : []),
    ...feedLines(deck, columns, feedRows),
  ]
  if (besideColumns === 0) return left
  const right = besideLines(deck, layout, keys, beside, rows + feedRows)
  return left.map((line, row) => [...line, ...(right[row] ?? [])])
}

function besideLines(
  deck: DeckState,
  layout: DeckLayout,
  keys: DeckKeyLabels,
  history: readonly HistoryEntry[],
  rows: number,
): readonly Line[] {
  const { besideColumns } = layout
  const key = besideJob(layout)
  const view = key === null ? null : paneView(deck, key)
  if (!view) return fitLines([], besideColumns, rows)
  const previewRows = view.session === 'here' ? Math.floor(rows / 2) : 0
  const pane = paneLines(
    { ...view, job: { ...view.job, history } },
    {
      ...{ columns: besideColumns, rows: rows - previewRows, weight: 'round', hint: hintLine(view, keys) },
      isMarked: layout.marked.includes(view.job.key),
    },
  )
  const preview = deck.preview?.job === key ? deck.preview : null
  return [...pane, ...(previewRows > 0 ? previewBox(preview, besideColumns, previewRows) : [])]
}

/** The job whose agent's pane is shown beside the list; null for none. */
export function jobPreviewed(deck: DeckState, layout: DeckLayout): JobKey | null {
  const key = besideJob(layout)
  return key !== null && paneView(deck, key)?.session === 'here' ? key : null
}

/** The job that is shown beside the list; null for none. */
export function besideJob({ selected, besideColumns }: DeckLayout): JobKey | null {
  return besideColumns > 0 && selected !== earlierLine ? selected : null
}

/** The jobs that are drawn as panes: what they show of their history has to be read. */
export function panesShown(deck: DeckState, layout: DeckLayout): readonly JobKey[] {
  const { arrangement, top, rows, selected } = layout
  const { panes, unfolded } = arrangement
  const first = placeOnLine(arrangement, top)
  const last = Math.min(panes.count - 1, placeOnLine(arrangement, top + rows - 1) + acrossOf(panes))
  const inList = unfolded !== null && selected !== null && selected !== earlierLine ? selected : null
  const alone = besideJob(layout) ?? inList
  return [...deck.jobs.slice(first, last + 1), ...(alone === null ? [] : [alone])]
}

function listLines(deck: DeckState, layout: DeckLayout, keys: DeckKeyLabels, rows: number): readonly Line[] {
  const { arrangement, top, columns } = layout
  const widths = rowColumns(columns)
  const lines: Line[] = []
  let place = placeOnLine(arrangement, top)
  const skipped = top - lineOf(arrangement, place)
  while (lines.length < rows + skipped && place < arrangement.places) {
    if (place < arrangement.panes.count) {
      lines.push(...bandLines(deck, layout, place, keys))
      place = Math.min(arrangement.panes.count, place + acrossOf(arrangement.panes))
    } else lines.push(...placeLines(deck, layout, place++, widths, keys))
  }
  return lines.slice(skipped, skipped + rows)
}

/** A row of panes, of which `place` is the first. */
function bandLines(deck: DeckState, layout: DeckLayout, place: number, keys: DeckKeyLabels): readonly Line[] {
  const { panes } = layout.arrangement
  const band = Math.floor(place / acrossOf(panes))
  const rows = bandLine(panes, band + 1) - bandLine(panes, band)
  const blocks = panes.widths.slice(0, panes.count - place).map((columns, column) => {
    const job = deck.jobs.at(place + column)
    const view = job === undefined ? null : paneView(deck, job)
    if (!view) return fitLines([], columns, rows)
    const isSelected = job === layout.selected
    const hint = isSelected && layout.besideColumns === 0 ? hintLine(view, keys) : []
    const isMarked = layout.marked.includes(view.job.key)
    return paneLines(view, { columns, rows, weight: isSelected ? 'heavy' : 'round', isMarked, hint })
  })
  return Array.from({ length: rows }, (_, row) => blocks.flatMap((block) => block[row] ?? []))
}

function placeLines(
  deck: DeckState,
  layout: DeckLayout,
  place: number,
  widths: RowColumns,
  keys: DeckKeyLabels,
): readonly Line[] {
  const { arrangement, columns, selected, marked } = layout
  const choice = choiceAt(layout, deck.jobs, place)
  const isSelected = choice !== null && choice === selected
  if (choice === earlierLine) return [earlierText(layout.folded, isSelected ? keys.open : null, columns)]
  const view = choice === null ? null : paneView(deck, choice)
  if (!view) return [fitLine([], columns)]
  const rows = heightOf(arrangement, place)
  const isMarked = marked.includes(view.job.key)
  if (arrangement.unfolded?.place === place)
    return paneLines(view, { columns, rows, weight: 'heavy', isMarked, hint: hintLine(view, keys) })
  return [fitLine(rowLine(view, widths, { isSelected, isMarked }), columns)]
}

/** What to do with the selected job while nobody has looked at what it says. */
function hintLine(view: PaneView, keys: DeckKeyLabels): Line {
  if (unseenMark(view).length === 0 && !view.ask) return []
  const answers = view.ask ? [keyHint(keys.answer, ' answers')] : []
  const parts = [...answers, keyHint(keys.open, ' opens'), keyHint(keys.acknowledge, ' marks as seen')]
  return parts.flatMap((part, index) => (index > 0 && part.length > 0 ? [gap(2), ...part] : part))
}

function keyHint(key: SafeText | null, words: ' answers' | ' opens' | ' marks as seen'): Line {
  return key === null ? [] : [span(key, 'key'), span(words, 'quiet')]
}

/** The ended jobs of earlier days, folded. */
function earlierText(count: number, openKey: SafeText | null, columns: number): Line {
  const mark = openKey === null ? span(' ') : span('❯', 'brand')
  const key = openKey === null ? [] : [span(openKey, 'key'), span(' shows them ', 'quiet')]
  return spread([mark, span(safe`… ${count} earlier`, openKey === null ? 'quiet' : 'strong')], key, columns)
}

/** Why the list is empty although there are jobs. */
function nothingListed({ jobs, listing }: DeckState, keys: DeckKeyLabels, columns: number): readonly Line[] {
  const filter = safeLine(listing.filter, Math.max(10, columns - 30))
  if (!isLimited(listing))
    return [[], [span(' Every job is dismissed.')], [span(' / is:dismissed shows them.', 'quiet')]]
  const what = listing.filter.trim() === '' ? safe`Nothing needs attention.` : safe`No job matches ${filter}.`
  const back: Line =
    keys.clear === null ? [] : [span(safe` ${keys.clear}`, 'key'), span(safe` shows all ${jobs.total}`, 'quiet')]
  const whole: Line = [span(safe` ${what}`), ...back]
  return lineWidth(whole) <= columns ? [[], whole] : [[], [span(safe` ${what}`)], back]
}

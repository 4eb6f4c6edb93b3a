// The deck: the list of jobs, or advice while there are none.
import { Box, useCursor } from 'ink'
import { useContext, useEffect, useLayoutEffect } from 'react'
import type { DeckState } from '../../../app/deck/deck-state.ts'
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import { safe } from '../../../domain/text/safe-text.ts'
import { type Line, span } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import type { Size } from '../../cells/size.ts'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import { footerLine } from '../../frame/footer-line.ts'
import { typingLine } from '../../frame/typing-line.ts'
import { useScreenKeys } from '../../frame/use-screen-keys.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { useLastEvents } from '../../job/use-history.ts'
import { usePreview } from '../../job/use-preview.ts'
import { hintsOf } from '../../keys/hints.ts'
import { type Keymap, labelOf, useKeymap } from '../../keys/keymap.ts'
import { TerminalContext } from '../../terminal/terminal-context.ts'
import { besideJob, type DeckKeyLabels, deckLines, jobPreviewed, panesShown } from './deck-lines.ts'
import { emptyDeckLines } from './empty-lines.ts'
import { filterKeys, typeIntoFilter } from './filter-keys.ts'
import { deckKeys, sayIgnored } from './keys.ts'
import { type DeckLayout, layOut, settled } from './layout.ts'
import { replayKeys, replayRows } from './replay-keys.ts'
import type { DeckPlace } from './state.ts'

const liveTable = ({ typing }: DeckPlace) => (typing ? filterKeys : deckKeys)
const replayTable = ({ typing }: DeckPlace) => (typing ? filterKeys : replayKeys)

function DeckScreen({ screen, columns, rows, top }: ScreenProps<'deck'>) {
  const { state } = screen
  const { store, screens, commands } = useDeckContext()
  const { lend } = useContext(TerminalContext)
  const deck = useDeck((everything) => everything)
  const keymap = useKeymap()
  const size: Size = { columns, rows: rows - 1 }
  const layout = layOut(state, deck, size)
  // From here on, keys act on what this frame shows as selected.
  useLayoutEffect(() => {
    const next = settled(state, layout, deck)
    if (next !== state) screens.change('deck', (now) => (now === state ? next : now))
  })
  usePreview(jobPreviewed(deck, layout))
  const panes = panesShown(deck, layout)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the jobs, not the array that they come in
  useEffect(() => {
    for (const job of panes) commands.showHistory(job)
  }, [panes.join('\n'), commands])
  const beside = useLastEvents(besideJob(layout), rows)
  const tableOf = deck.replay ? replayTable : liveTable
  const at = useScreenKeys(screen, { tableOf, type: typeIntoFilter, ignore: sayIgnored }, { store, size, lend })
  const hints = hintsOf(
    tableOf(state).rows.filter((row) => row.when?.(at) ?? true),
    keymap,
  )
  const typing = state.typing ? typingLine(state.typing.buffer, countLine(deck), hints, columns) : null
  const { setCursorPosition } = useCursor()
  setCursorPosition(typing ? { x: typing.cursor, y: top + rows - 1 } : undefined)
  const key = (name: string) => labelOf(keymap, deckKeys, name)
  const lines = linesOf(
    deck,
    layout,
    keymap,
    {
      next: key('next-attention'),
      open: key('open'),
      acknowledge: deck.replay ? null : key('acknowledge'),
      answer: deck.replay ? null : key('allow'),
      clear: key('clear'),
    },
    beside,
  )
  const footer = typing ? typing.line : footerLine(hints, state.note ?? positionOf(layout), columns)
  return (
    <Box height={rows} overflowY="hidden">
      <Rows lines={[...lines, footer]} />
    </Box>
  )
}

function linesOf(
  deck: DeckState,
  layout: DeckLayout,
  keymap: Keymap,
  labels: DeckKeyLabels,
  beside: readonly HistoryEntry[],
): readonly Line[] {
  const size = { columns: layout.columns + layout.besideColumns, rows: layout.rows + layout.feedRows }
  return deck.jobs.total === 0 ? emptyDeckLines(deck, keymap, size) : deckLines(deck, layout, labels, beside)
}

/** The deck goes on behind a dialog; its keys do nothing there. */
function DeckBackdrop({ screen, columns, rows }: ScreenProps<'deck'>) {
  const deck = useDeck((everything) => everything)
  const layout = layOut(screen.state, deck, { columns, rows })
  usePreview(jobPreviewed(deck, layout))
  const beside = useLastEvents(besideJob(layout), rows)
  return <Rows lines={linesOf(deck, layout, useKeymap(), noLabels, beside)} />
}

const noLabels: DeckKeyLabels = { next: null, open: null, acknowledge: null, answer: null, clear: null }

function countLine({ jobs }: DeckState): Line {
  return [span(safe`${jobs.size} of ${jobs.total}`, jobs.size === 0 ? 'warn' : 'quiet')]
}

function positionOf({ shown, place, marked, arrangement: { places } }: DeckLayout): string {
  const { first, last } = shown
  const isWhole = place < 0 || (first === 0 && last >= places - 1)
  const parts = [
    marked.length > 0 ? `${marked.length} marked` : '',
    isWhole ? '' : `${first + 1}–${last + 1}/${places}`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

export const deckView: View<'deck'> = {
  tables: [deckKeys, filterKeys, replayRows],
  Screen: DeckScreen,
  Backdrop: DeckBackdrop,
}

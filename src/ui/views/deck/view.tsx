// The deck: a page of panes in a grid, or advice while there are no jobs.
import { Box } from 'ink'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { Rows } from '../../cells/rows.tsx'
import type { Size } from '../../frame/chrome-layout.ts'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import { FramedScreen } from '../../frame/framed-screen.tsx'
import { useScreenKeys } from '../../frame/use-screen-keys.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { emptyDeckLines } from './empty-lines.ts'
import { deckKeys } from './keys.ts'
import { type DeckGrid, layOutDeck } from './layout.ts'
import { Pane } from './pane.tsx'
import { selectedPlace, shownPage } from './state.ts'

function DeckScreen({ screen, columns, rows }: ScreenProps<'deck'>) {
  const place = screen.state
  const size: Size = { columns, rows: rows - 1 }
  const { store } = useDeckContext()
  const count = useDeck(({ jobs }) => jobs.size)
  const grid = layOutDeck(size.columns, size.rows, count)
  const page = useDeck(({ jobs }) => shownPage(place, jobs, grid))
  const first = page * grid.perPage
  const onPage = useDeck(({ jobs }) => jobs.slice(first, first + grid.perPage))
  const selected = useDeck(({ jobs }) => jobs.at(selectedPlace(place, jobs, grid)))
  const { jobs } = store.getState()
  const at = useScreenKeys(screen, deckKeys, { jobs, grid, shown: { place, selected } })
  const position = grid.pages > 1 ? `page ${page + 1}/${grid.pages}` : ''
  return (
    <FramedScreen table={deckKeys} at={at} position={position} columns={columns}>
      <Box height={size.rows} overflowY="hidden">
        {count === 0 ? <EmptyDeck size={size} /> : <Panes grid={grid} onPage={onPage} selected={selected} />}
      </Box>
    </FramedScreen>
  )
}

interface PanesProps {
  readonly grid: DeckGrid
  readonly onPage: readonly JobKey[]
  readonly selected: JobKey | undefined
}

function Panes({ grid, onPage, selected }: PanesProps) {
  return (
    <Box flexDirection="column">
      {grid.heights.map((rows, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of panes is identified by its position on the page
        <Box key={row}>
          {grid.widths.map((columns, column) => {
            const place = row * grid.widths.length + column
            const job = onPage[place]
            if (job === undefined) return null
            const label = place < 9 ? String(place + 1) : ''
            const weight = job === selected ? 'heavy' : 'round'
            return <Pane key={job} job={job} columns={columns} rows={rows} label={label} weight={weight} />
          })}
        </Box>
      ))}
    </Box>
  )
}

function EmptyDeck({ size }: { readonly size: Size }) {
  const state = useDeck(({ broker, connection, topicFilter, only }) => ({ broker, connection, topicFilter, only }))
  return <Rows lines={emptyDeckLines(state, useKeymap(), size)} />
}

export const deckView: View<'deck'> = { tables: [deckKeys], Screen: DeckScreen }

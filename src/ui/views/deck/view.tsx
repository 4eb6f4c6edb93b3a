// The deck: a page of panes in the grid that fits, or what to do while there is no job.
import { Box } from 'ink'
import { Rows } from '../../cells/rows.tsx'
import type { Size } from '../../frame/chrome-layout.ts'
import { useDeck, useNavigation } from '../../frame/deck-context.tsx'
import { selectedPlace, shownPage } from '../../frame/navigation.ts'
import { emptyDeckLines } from './empty-lines.ts'
import { layOutDeck } from './layout.ts'
import { Pane } from './pane.tsx'

/** Fills exactly `size`. */
export function DeckScreen({ size }: { readonly size: Size }) {
  const order = useDeck((state) => state.order)
  const at = useNavigation((navigation) => navigation)
  if (order.length === 0) return <EmptyDeck size={size} />
  const grid = layOutDeck(size.columns, size.rows, order.length)
  const selected = selectedPlace(at, order, grid)
  const first = shownPage(at, order, grid) * grid.perPage
  return (
    <Box flexDirection="column">
      {grid.heights.map((rows, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of panes is its place on the page
        <Box key={row}>
          {grid.widths.map((columns, column) => {
            const onPage = row * grid.widths.length + column
            const job = order[first + onPage]
            if (job === undefined) return null
            const label = onPage < 9 ? String(onPage + 1) : ''
            const weight = first + onPage === selected ? 'heavy' : 'round'
            return <Pane key={job} job={job} columns={columns} rows={rows} label={label} weight={weight} />
          })}
        </Box>
      ))}
    </Box>
  )
}

function EmptyDeck({ size }: { readonly size: Size }) {
  const state = useDeck(({ broker, connection, topicFilter, only }) => ({ broker, connection, topicFilter, only }))
  return <Rows lines={emptyDeckLines(state, size)} />
}

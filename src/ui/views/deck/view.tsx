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
  const count = useDeck(({ jobs }) => jobs.size)
  const at = useNavigation((navigation) => navigation)
  const grid = layOutDeck(size.columns, size.rows, count)
  const first = useDeck(({ jobs }) => shownPage(at, jobs, grid)) * grid.perPage
  const selected = useDeck(({ jobs }) => selectedPlace(at, jobs, grid))
  const onPage = useDeck(({ jobs }) => jobs.slice(first, first + grid.perPage))
  if (count === 0) return <EmptyDeck size={size} />
  return (
    <Box flexDirection="column">
      {grid.heights.map((rows, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of panes is its place on the page
        <Box key={row}>
          {grid.widths.map((columns, column) => {
            const place = row * grid.widths.length + column
            const job = onPage[place]
            if (job === undefined) return null
            const label = place < 9 ? String(place + 1) : ''
            const weight = first + place === selected ? 'heavy' : 'round'
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

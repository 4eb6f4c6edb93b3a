// The line below every screen: what the keys do here, and on which page of the deck one is.

import { Rows } from '../cells/rows.tsx'
import { footerHints } from '../keys/keymap.ts'
import { layOutDeck } from '../views/deck/layout.ts'
import type { Size } from './chrome-layout.ts'
import { useDeck, useNavigation } from './deck-context.tsx'
import { footerLine } from './footer-line.ts'
import { shownPage, topScreen } from './navigation.ts'

/** Exactly one line; `body` is the size of the screen above it. */
export function Footer({ body }: { readonly body: Size }) {
  const count = useDeck(({ jobs }) => jobs.size)
  const at = useNavigation((navigation) => navigation)
  const context = topScreen(at).name
  const grid = layOutDeck(body.columns, body.rows, count)
  const page = useDeck(({ jobs }) => shownPage(at, jobs, grid))
  const position = context === 'deck' && grid.pages > 1 ? `page ${page + 1}/${grid.pages}` : ''
  const isEmpty = context === 'deck' && count === 0
  const hints = footerHints(context).filter(({ needsJobs }) => !(isEmpty && needsJobs))
  return <Rows lines={[footerLine(hints, position, body.columns)]} />
}

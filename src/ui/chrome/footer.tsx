// The line below every screen: what the keys do here, and on which page of the deck one is.
import { useDeck, useNavigation } from '../deck-context.tsx'
import { footerHints } from '../keymap.ts'
import { layOutDeck } from '../layout.ts'
import { shownPage, topScreen } from '../navigation.ts'
import { Rows } from '../text/rows.tsx'
import type { Size } from './chrome-layout.ts'
import { footerLine } from './footer-line.ts'

/** Exactly one line; `body` is the size of the screen above it. */
export function Footer({ body }: { readonly body: Size }) {
  const order = useDeck((state) => state.order)
  const at = useNavigation((navigation) => navigation)
  const context = topScreen(at).name
  const grid = layOutDeck(body.columns, body.rows, order.length)
  const position = context === 'deck' && grid.pages > 1 ? `page ${shownPage(at, order, grid) + 1}/${grid.pages}` : ''
  const isEmpty = context === 'deck' && order.length === 0
  const hints = footerHints(context).filter(({ needsJobs }) => !(isEmpty && needsJobs))
  return <Rows lines={[footerLine(hints, position, body.columns)]} />
}

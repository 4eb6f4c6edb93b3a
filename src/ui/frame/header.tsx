// The lines above every screen.

import { Rows } from '../cells/rows.tsx'
import { headerLines, type Size } from './chrome-layout.ts'
import { useDeck } from './deck-context.tsx'

/** The status bar and what is wrong below it; draws itself again each second for the clock. */
export function Header({ size }: { readonly size: Size }) {
  const state = useDeck((whole) => whole)
  return <Rows lines={headerLines(state, size)} />
}

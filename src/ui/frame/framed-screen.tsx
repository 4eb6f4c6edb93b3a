// A screen with the footer below it, which says what the keys do here. Dialogs have their hints in their own border.
import { Box } from 'ink'
import type { ReactNode } from 'react'
import { Rows } from '../cells/rows.tsx'
import { hintsOf } from '../keys/hints.ts'
import type { KeyTable } from '../keys/key-table.ts'
import { useKeymap } from '../keys/keymap.ts'
import { footerLine } from './footer-line.ts'

interface FramedScreenProps<At> {
  readonly table: KeyTable<At>
  /** What the rows would be run with now; it decides which of them are offered. */
  readonly at: At
  /** Such as `page 1/3`; empty for none. */
  readonly position?: string
  readonly columns: number
  /** Everything but the last row of the screen's room. */
  readonly children: ReactNode
}

export function FramedScreen<At>({ table, at, position = '', columns, children }: FramedScreenProps<At>) {
  const offered = table.rows.filter((row) => row.when?.(at) ?? true)
  return (
    <Box flexDirection="column">
      {children}
      <Rows lines={[footerLine(hintsOf(offered, useKeymap()), position, columns)]} />
    </Box>
  )
}

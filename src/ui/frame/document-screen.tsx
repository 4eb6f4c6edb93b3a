// The screens that are a text to scroll: messages, help, one event.

import { Rows } from '../cells/rows.tsx'
import type { Size } from './chrome-layout.ts'
import { useDeck } from './deck-context.tsx'
import { type DocumentScreen, documentBox, documentLines } from './document-lines.ts'

export interface DocumentViewProps {
  readonly screen: DocumentScreen
  readonly size: Size
}

/** Fills exactly `size`. */
export function DocumentView({ screen, size }: DocumentViewProps) {
  const state = useDeck(({ drops }) => ({ drops }))
  return <Rows lines={documentBox(screen, documentLines(screen, state, size), size)} />
}

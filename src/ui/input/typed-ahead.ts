// Keys that were typed faster than the screen could follow: on a slow line `e`, `c` and ⏎ arrive as one batch. What is left
// of a batch when a key of it opens a dialog waits here for that dialog.
import { createContext } from 'react'
import type { Keystroke } from './keystrokes.ts'

export interface TypedAhead {
  /** Keeps keys for whatever opens next; replaces what nobody has taken. */
  put(strokes: readonly Keystroke[]): void
  /** The kept keys, once. */
  take(): readonly Keystroke[]
}

export function typedAhead(): TypedAhead {
  let kept: readonly Keystroke[] = []
  return {
    put: (strokes) => {
      kept = strokes
    },
    take: () => {
      const taken = kept
      kept = []
      return taken
    },
  }
}

/** Where nobody provides one, nothing is kept. */
export const TypedAheadContext = createContext<TypedAhead>({ put: () => {}, take: () => [] })

// The names of the keys that the keymap speaks of. Keys that are typed fast or replayed arrive as one batch (`jjj`):
// each is its own key.
import type { Key } from 'ink'
import { keystrokesOf } from './input/keystrokes.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The keys of one call of `useInput`, in the order in which they were pressed. */
export function keyNames(input: string, key: Key): readonly string[] {
  return keystrokesOf(input, key).flatMap((stroke) =>
    stroke.text === '' ? [stroke.key] : Array.from(graphemes.segment(stroke.text), ({ segment }) => segment),
  )
}

// The keys that edit text, as data like all keys: dispatch and the help page are built from them.
import type { TextAction } from './text-buffer.ts'

export interface TextBinding {
  readonly context: 'text'
  readonly keys: readonly string[]
  readonly command: string
  readonly hint: string
}

const edits = [
  { keys: ['left', 'ctrl-b'], command: 'move-left', hint: 'left', action: { type: 'move', by: 'left' } },
  { keys: ['right', 'ctrl-f'], command: 'move-right', hint: 'right', action: { type: 'move', by: 'right' } },
  { keys: ['up', 'ctrl-p'], command: 'move-up', hint: 'up', action: { type: 'move', by: 'up' } },
  { keys: ['down', 'ctrl-n'], command: 'move-down', hint: 'down', action: { type: 'move', by: 'down' } },
  {
    keys: ['meta-left', 'ctrl-left', 'meta-b'],
    command: 'move-word-left',
    hint: 'word left',
    action: { type: 'move', by: 'word-left' },
  },
  {
    keys: ['meta-right', 'ctrl-right', 'meta-f'],
    command: 'move-word-right',
    hint: 'word right',
    action: { type: 'move', by: 'word-right' },
  },
  {
    keys: ['home', 'ctrl-a'],
    command: 'move-line-start',
    hint: "line's start",
    action: { type: 'move', by: 'line-start' },
  },
  { keys: ['end', 'ctrl-e'], command: 'move-line-end', hint: "line's end", action: { type: 'move', by: 'line-end' } },
  { keys: ['ctrl-home'], command: 'move-text-start', hint: "text's start", action: { type: 'move', by: 'text-start' } },
  { keys: ['ctrl-end'], command: 'move-text-end', hint: "text's end", action: { type: 'move', by: 'text-end' } },
  { keys: ['backspace'], command: 'erase-left', hint: 'erase', action: { type: 'erase', by: 'left' } },
  { keys: ['delete', 'ctrl-d'], command: 'erase-right', hint: 'erase forward', action: { type: 'erase', by: 'right' } },
  {
    keys: ['ctrl-w', 'meta-backspace'],
    command: 'erase-word',
    hint: 'erase a word',
    action: { type: 'erase', by: 'word-left' },
  },
  {
    keys: ['ctrl-u'],
    command: 'erase-to-start',
    hint: 'erase to start',
    action: { type: 'erase', by: 'line-start' },
  },
  {
    keys: ['ctrl-k'],
    command: 'erase-to-end',
    hint: 'erase to end',
    action: { type: 'erase', by: 'line-end' },
  },
] as const satisfies readonly (Omit<TextBinding, 'context'> & { readonly action: TextAction })[]

/** The rows for the help page. */
export const textBindings: readonly TextBinding[] = edits.map(({ keys, command, hint }) => ({
  context: 'text',
  keys,
  command,
  hint,
}))

const actions = new Map<string, TextAction>(edits.flatMap(({ keys, action }) => keys.map((key) => [key, action])))

/** How a key edits a text; null if it does not. */
export function textActionOf(key: string): TextAction | null {
  return actions.get(key.toLowerCase()) ?? null
}

// The keys while a search in the history is being typed: what is found is counted with each of them.
import { textOf } from '../../editor/text-buffer.ts'
import { editLine, maxSearchChars } from '../../forms/edit-line.ts'
import { keyTable } from '../../keys/key-table.ts'
import type { Keystroke } from '../../keys/keystrokes.ts'
import { type DetailAt, toMatch } from './keys.ts'

export const searchKeys = keyTable<DetailAt>({ view: 'search', title: 'Typing a search', mode: 'text' }, [
  {
    name: 'keep',
    keys: ['enter'],
    hint: 'go there',
    footer: 'always',
    run: (at) => {
      const state = { ...at.state, typing: null }
      at.change(state)
      toMatch('here or older')({ ...at, state })
    },
  },
  {
    name: 'clear',
    keys: ['esc', 'ctrl-c'],
    hint: 'no search',
    footer: 'always',
    isExit: true,
    run: ({ state, change }) => change({ ...state, search: '', typing: null }),
  },
])

/** Something was typed or pasted into the search. */
export function typeIntoSearch({ state, change }: DetailAt, stroke: Keystroke): void {
  if (state.typing === null) return
  const typing = editLine(state.typing, stroke, maxSearchChars)
  if (typing !== state.typing) change({ ...state, typing, search: textOf(typing) })
}

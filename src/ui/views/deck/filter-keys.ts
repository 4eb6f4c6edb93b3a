// The keys while a filter is being typed: the list follows each of them.
import { isLimited, wholeListing } from '../../../app/deck/listing.ts'
import { textOf } from '../../editor/text-buffer.ts'
import { editLine, maxSearchChars } from '../../forms/edit-line.ts'
import { keyTable } from '../../keys/key-table.ts'
import type { Keystroke } from '../../keys/keystrokes.ts'
import type { DeckAt } from './selected-job.ts'
import { awaiting, earlierLine } from './state.ts'

export const filterKeys = keyTable<DeckAt>({ view: 'filter', title: 'Typing a filter', mode: 'text' }, [
  {
    name: 'keep',
    keys: ['enter'],
    hint: 'keep it',
    footer: 'always',
    run: ({ state, change }) => change({ ...state, typing: null }),
  },
  {
    name: 'clear',
    keys: ['esc', 'ctrl-c'],
    hint: 'all jobs',
    footer: 'always',
    isExit: true,
    run: ({ state, change, store, commands }) => {
      const { listing, jobs } = store.getState()
      if (isLimited(listing)) commands.list({ ...wholeListing, sortBy: listing.sortBy })
      const from = state.typing?.from ?? null
      const isHere = from !== null && from !== earlierLine && jobs.get(from) !== undefined
      const next = { ...state, typing: null }
      change(isHere ? awaiting(next, from) : next)
    },
  },
])

/** Something was typed or pasted into the filter. The first job that matches is selected. */
export function typeIntoFilter({ state, change, store, commands }: DeckAt, stroke: Keystroke): void {
  if (state.typing === null) return
  const buffer = editLine(state.typing.buffer, stroke, maxSearchChars)
  if (buffer === state.typing.buffer) return
  const filter = textOf(buffer)
  const { listing } = store.getState()
  if (filter !== listing.filter) commands.list({ ...listing, filter })
  change({ ...state, typing: { ...state.typing, buffer }, selected: null, selection: 'auto', near: 0, movedMs: null })
}

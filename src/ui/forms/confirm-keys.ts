// The keys of every question with yes and no. Whatever answers nothing does nothing: only `y` is a yes.
import { keyTable } from '../keys/key-table.ts'

export interface ConfirmAt {
  readonly yes: () => void
  readonly no: () => void
}

export const confirmKeys = keyTable<ConfirmAt>({ view: 'confirm', title: 'Questions', mode: 'keys' }, [
  { name: 'yes', keys: ['y'], hint: 'yes', footer: 'always', run: ({ yes }) => yes() },
  { name: 'no', keys: ['n', 'esc', 'ctrl-c'], hint: 'no', footer: 'always', isExit: true, run: ({ no }) => no() },
])

// The keys of every yes-or-no question. Any other key does nothing: only `y` is a yes.
import { type SafeText, safe } from '../../domain/text/safe-text.ts'
import { keyTable } from '../keys/key-table.ts'
import { type Keymap, labelOf } from '../keys/keymap.ts'

export interface ConfirmAt {
  readonly yes: () => void
  readonly no: () => void
}

/** The keys that answer a question, such as `y/n`. */
export function answerKeys(keymap: Keymap): SafeText {
  return safe`${labelOf(keymap, confirmKeys, 'yes') ?? safe`–`}/${labelOf(keymap, confirmKeys, 'no') ?? safe`–`}`
}

export const confirmKeys = keyTable<ConfirmAt>({ view: 'confirm', title: 'Questions', mode: 'keys' }, [
  { name: 'yes', keys: ['y'], hint: 'yes', footer: 'always', run: ({ yes }) => yes() },
  { name: 'no', keys: ['n', 'esc', 'ctrl-c'], hint: 'no', footer: 'always', isExit: true, run: ({ no }) => no() },
])

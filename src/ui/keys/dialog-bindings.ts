// Every key that a dialog reacts to, besides typing. The keymap takes these rows over for the help page; the dialogs
// dispatch by them and print their hints from them, so that none of the three can differ.
import { keyLabel } from './keymap.ts'

export type DialogContext = 'register' | 'emit' | 'broker' | 'profile' | 'confirm'

export interface DialogBinding {
  readonly context: DialogContext
  /** As `input/keystrokes.ts` names them. */
  readonly keys: readonly string[]
  readonly command: string
  readonly hint: string
}

const rows = [
  { context: 'register', keys: ['ctrl-s'], command: 'submit', hint: 'register' },
  { context: 'register', keys: ['tab'], command: 'next-field', hint: 'next' },
  { context: 'register', keys: ['shift-tab'], command: 'previous-field', hint: 'back' },
  { context: 'register', keys: ['up'], command: 'up', hint: 'line or field above' },
  { context: 'register', keys: ['down'], command: 'down', hint: 'line or field below' },
  { context: 'register', keys: ['enter'], command: 'accept', hint: 'new line, or next' },
  { context: 'register', keys: ['left'], command: 'left', hint: 'left, previous choice' },
  { context: 'register', keys: ['right'], command: 'right', hint: 'right, next choice' },
  { context: 'register', keys: ['ctrl-g'], command: 'open-editor', hint: 'editor' },
  { context: 'register', keys: ['esc', 'ctrl-c'], command: 'leave', hint: 'leave' },
  { context: 'emit', keys: ['s'], command: 'pick-started', hint: 'started' },
  { context: 'emit', keys: ['p'], command: 'pick-progress', hint: 'progress' },
  { context: 'emit', keys: ['r'], command: 'pick-permission-required', hint: 'permission_required' },
  { context: 'emit', keys: ['c'], command: 'pick-completed', hint: 'completed' },
  { context: 'emit', keys: ['x'], command: 'pick-error', hint: 'error' },
  { context: 'emit', keys: ['enter'], command: 'submit', hint: 'emit' },
  { context: 'emit', keys: ['esc', 'ctrl-c'], command: 'leave', hint: 'back' },
  { context: 'broker', keys: ['up', 'k'], command: 'previous-profile', hint: 'up' },
  { context: 'broker', keys: ['down', 'j'], command: 'next-profile', hint: 'down' },
  { context: 'broker', keys: ['g'], command: 'first-profile', hint: 'first' },
  { context: 'broker', keys: ['G'], command: 'last-profile', hint: 'last' },
  { context: 'broker', keys: ['enter'], command: 'switch', hint: 'use' },
  { context: 'broker', keys: ['a'], command: 'add-profile', hint: 'add' },
  { context: 'broker', keys: ['e'], command: 'edit-profile', hint: 'edit' },
  { context: 'broker', keys: ['d'], command: 'remove-profile', hint: 'remove' },
  { context: 'broker', keys: ['c'], command: 'check-profiles', hint: 'check again' },
  { context: 'broker', keys: ['esc', 'ctrl-c'], command: 'leave', hint: 'close' },
  { context: 'profile', keys: ['ctrl-s'], command: 'submit', hint: 'save' },
  { context: 'profile', keys: ['tab'], command: 'next-field', hint: 'next' },
  { context: 'profile', keys: ['shift-tab'], command: 'previous-field', hint: 'back' },
  { context: 'profile', keys: ['up'], command: 'up', hint: 'field above' },
  { context: 'profile', keys: ['down'], command: 'down', hint: 'field below' },
  { context: 'profile', keys: ['enter'], command: 'accept', hint: 'next' },
  { context: 'profile', keys: ['left'], command: 'left', hint: 'left, previous choice' },
  { context: 'profile', keys: ['right'], command: 'right', hint: 'right, next choice' },
  { context: 'profile', keys: ['esc', 'ctrl-c'], command: 'leave', hint: 'leave' },
  { context: 'confirm', keys: ['y'], command: 'yes', hint: 'yes' },
  { context: 'confirm', keys: ['n', 'esc', 'ctrl-c'], command: 'no', hint: 'no' },
] as const satisfies readonly DialogBinding[]

export const dialogBindings: readonly DialogBinding[] = rows

type CommandsByContext = {
  readonly [Context in DialogContext]: Extract<(typeof rows)[number], { readonly context: Context }>['command']
}

/** The commands of a context. */
export type DialogCommand<Context extends DialogContext> = CommandsByContext[Context]

/** The command that a key has in a context; null for none. */
export function dialogCommand<Context extends DialogContext>(
  context: Context,
  key: string,
): DialogCommand<Context> | null {
  const row = dialogBindings.find((binding) => binding.context === context && binding.keys.includes(key))
  return row ? (row.command as DialogCommand<Context>) : null
}

/** The hints of some commands of a context, in that order, such as `tab next`. */
export function dialogHints<Context extends DialogContext>(
  context: Context,
  commands: readonly DialogCommand<Context>[],
): readonly string[] {
  return commands.flatMap((command) => {
    const row = dialogBindings.find((binding) => binding.context === context && binding.command === command)
    return row ? [`${keyLabel(row.keys[0] ?? '')} ${row.hint}`] : []
  })
}

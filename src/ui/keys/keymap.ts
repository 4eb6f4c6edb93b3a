// Keys are data: this table is all that the keys do outside of dialogs. Dispatch, the footer and the help page read it, so
// a binding that is not in it does not exist. The dialogs' own tables are in `dialogs/dialog-bindings.ts`.

const contexts = ['deck', 'detail', 'event', 'messages', 'help'] as const

/** The screens that take their keys from here. */
export type Context = (typeof contexts)[number]

/** Whether a screen takes its keys from here; a dialog does not. */
export function isContext(screen: string): screen is Context {
  return contexts.some((context) => context === screen)
}

export type Command =
  | 'move-up'
  | 'move-down'
  | 'move-left'
  | 'move-right'
  | 'next'
  | 'previous'
  | 'jump'
  | 'first'
  | 'last'
  | 'page-down'
  | 'page-up'
  | 'open'
  | 'back'
  | 'register'
  | 'emit'
  | 'broker'
  | 'messages'
  | 'reconnect'
  | 'help'
  | 'quit'

export interface Binding {
  readonly context: Context
  /** As `input/keystrokes.ts` names them; the first is the one that the footer shows. */
  readonly keys: readonly string[]
  readonly command: Command
  readonly hint: string
  /** Whether the footer names it: always, where there is room, where room is left over, or only the help page does. */
  readonly footer: 'always' | 'room' | 'spare' | 'help'
}

function scrolling(context: Context, hint: string): readonly Binding[] {
  return [
    { context, keys: ['up', 'k'], command: 'move-up', hint, footer: 'spare' },
    { context, keys: ['down', 'j'], command: 'move-down', hint, footer: 'spare' },
    { context, keys: ['pagedown', ' '], command: 'page-down', hint: 'next page', footer: 'help' },
    { context, keys: ['pageup'], command: 'page-up', hint: 'previous page', footer: 'help' },
    { context, keys: ['g', 'home'], command: 'first', hint: 'top', footer: 'help' },
    { context, keys: ['G', 'end'], command: 'last', hint: 'bottom', footer: 'help' },
  ]
}

function leaving(context: Context): readonly Binding[] {
  return [
    { context, keys: ['esc', 'q'], command: 'back', hint: 'back', footer: 'always' },
    { context, keys: ['ctrl-c'], command: 'quit', hint: 'quit', footer: 'help' },
  ]
}

/** Every binding outside of dialogs, in the order in which the footer and the help page name them. */
export const keymap: readonly Binding[] = [
  { context: 'deck', keys: ['up', 'k'], command: 'move-up', hint: 'move', footer: 'spare' },
  { context: 'deck', keys: ['down', 'j'], command: 'move-down', hint: 'move', footer: 'spare' },
  { context: 'deck', keys: ['left', 'h'], command: 'move-left', hint: 'move', footer: 'spare' },
  { context: 'deck', keys: ['right', 'l'], command: 'move-right', hint: 'move', footer: 'spare' },
  { context: 'deck', keys: ['enter'], command: 'open', hint: 'open', footer: 'spare' },
  { context: 'deck', keys: ['tab'], command: 'next', hint: 'next pane', footer: 'help' },
  { context: 'deck', keys: ['shift-tab'], command: 'previous', hint: 'previous pane', footer: 'help' },
  {
    context: 'deck',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    command: 'jump',
    hint: 'jump',
    footer: 'help',
  },
  { context: 'deck', keys: ['pagedown', ' '], command: 'page-down', hint: 'next page', footer: 'help' },
  { context: 'deck', keys: ['pageup'], command: 'page-up', hint: 'previous page', footer: 'help' },
  { context: 'deck', keys: ['g', 'home'], command: 'first', hint: 'first pane', footer: 'help' },
  { context: 'deck', keys: ['G', 'end'], command: 'last', hint: 'last pane', footer: 'help' },
  { context: 'deck', keys: ['n'], command: 'register', hint: 'new', footer: 'room' },
  { context: 'deck', keys: ['e'], command: 'emit', hint: 'emit', footer: 'room' },
  { context: 'deck', keys: ['b'], command: 'broker', hint: 'broker', footer: 'room' },
  { context: 'deck', keys: ['m'], command: 'messages', hint: 'messages', footer: 'room' },
  { context: 'deck', keys: ['r'], command: 'reconnect', hint: 'reconnect now', footer: 'help' },
  { context: 'deck', keys: ['?'], command: 'help', hint: 'help', footer: 'always' },
  { context: 'deck', keys: ['q', 'ctrl-c'], command: 'quit', hint: 'quit', footer: 'always' },
  ...scrolling('detail', 'move'),
  { context: 'detail', keys: ['enter'], command: 'open', hint: 'show JSON', footer: 'room' },
  { context: 'detail', keys: ['e'], command: 'emit', hint: 'emit', footer: 'room' },
  { context: 'detail', keys: ['r'], command: 'reconnect', hint: 'reconnect now', footer: 'help' },
  { context: 'detail', keys: ['?'], command: 'help', hint: 'help', footer: 'room' },
  ...leaving('detail'),
  ...scrolling('event', 'scroll'),
  { context: 'event', keys: ['left', 'h'], command: 'previous', hint: 'newer', footer: 'room' },
  { context: 'event', keys: ['right', 'l'], command: 'next', hint: 'older', footer: 'room' },
  ...leaving('event'),
  ...scrolling('messages', 'scroll'),
  { context: 'messages', keys: ['?'], command: 'help', hint: 'help', footer: 'room' },
  ...leaving('messages'),
  ...scrolling('help', 'scroll'),
  ...leaving('help'),
]

/** What a key does on a screen; null for a key that is not in the table, and so for any key while a dialog is open. */
export function bindingOf(context: string, key: string): Binding | null {
  return keymap.find((binding) => binding.context === context && binding.keys.includes(key)) ?? null
}

const keyLabels: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  enter: '⏎',
  pagedown: 'pgdn',
  pageup: 'pgup',
  'shift-tab': '⇧tab',
  ' ': 'space',
}

const modifierLabels: Readonly<Record<string, string>> = { meta: 'alt' }

/** A key as the footer and the help page print it. */
export function keyLabel(key: string): string {
  const known = keyLabels[key]
  if (known) return known
  const [, modifier, plain] = /^(\w+)-(.+)$/.exec(key) ?? []
  return modifier && plain ? `${modifierLabels[modifier] ?? modifier}-${keyLabel(plain)}` : key
}

export interface Hint {
  readonly keys: string
  readonly hint: string
  readonly footer: Binding['footer']
  /** On an empty deck there is nothing that it could do. */
  readonly needsJobs: boolean
}

const needJobs: ReadonlySet<Command> = new Set(['move-up', 'move-down', 'move-left', 'move-right', 'open', 'emit'])

/** The footer's hints of a screen in order; neighbours that say the same share one (`↑↓←→ move`). A dialog has its own. */
export function footerHints(context: string): readonly Hint[] {
  const hints: Hint[] = []
  for (const binding of keymap) {
    if (binding.context !== context || binding.footer === 'help') continue
    const label = keyLabel(binding.keys[0] ?? '')
    const last = hints.at(-1)
    if (last?.hint === binding.hint) hints[hints.length - 1] = { ...last, keys: last.keys + label }
    else
      hints.push({ keys: label, hint: binding.hint, footer: binding.footer, needsJobs: needJobs.has(binding.command) })
  }
  return hints
}

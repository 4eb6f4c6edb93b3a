// The names of keys: which ones a terminal can distinguish, and how the screen prints them.
import { graphemesOf } from '../../domain/text/cells.ts'

const named: ReadonlySet<string> = new Set([
  'up',
  'down',
  'left',
  'right',
  'pageup',
  'pagedown',
  'home',
  'end',
  'enter',
  'esc',
  'tab',
  'shift-tab',
  'backspace',
  'delete',
])

/** Control characters that terminals send for another key. */
const twins: ReadonlyMap<string, string> = new Map([
  ['ctrl-i', 'tab'],
  ['ctrl-m', 'enter'],
  ['ctrl-j', 'enter'],
  ['ctrl-h', 'backspace'],
])

/** Whether the key types a character into a text field. */
export function isTyped(key: string): boolean {
  return graphemesOf(key).length === 1
}

/** The key that a name in the configuration file stands for, or why it stands for none. */
export function parseKeyName(name: string): { readonly key: string } | { readonly problem: string } {
  const lower = name.toLowerCase()
  const twin = twins.get(lower)
  if (twin) return { problem: `terminals send ${twin} for "${name}"` }
  if (/^(?:alt|meta)-/.test(lower)) return { problem: `terminals send esc and then the key for "${name}"` }
  if (lower === 'space') return { key: ' ' }
  if (named.has(lower) || /^ctrl-[a-z]$/.test(lower)) return { key: lower }
  if (isTyped(name) && !/[\p{Cc}\p{Cf}]/u.test(name)) return { key: name }
  return { problem: `"${name}" is not a key` }
}

const labels: Readonly<Record<string, string>> = {
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
  const known = labels[key]
  if (known) return known
  const [, modifier, plain] = /^(\w+)-(.+)$/.exec(key) ?? []
  return modifier && plain ? `${modifierLabels[modifier] ?? modifier}-${keyLabel(plain)}` : key
}

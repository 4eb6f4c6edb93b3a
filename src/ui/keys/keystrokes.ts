// Ink delivers keys in batches: a burst of typing, or a paste on a terminal without bracketed paste, is one call. This splits a
// batch, so that none of its keys is lost or mistaken for text.
import type { Key } from 'ink'
import { graphemesOf } from '../../domain/text/cells.ts'
import { textActionOf } from '../editor/text-bindings.ts'

export interface Keystroke {
  /** The key's name, such as `a`, `tab`, `shift-tab`, `ctrl-s`, `meta-left`; empty for a run of several characters. */
  readonly key: string
  /** The text that it types; empty for a key that types none. */
  readonly text: string
}

const namedKeys = {
  upArrow: 'up',
  downArrow: 'down',
  leftArrow: 'left',
  rightArrow: 'right',
  pageUp: 'pageup',
  pageDown: 'pagedown',
  home: 'home',
  end: 'end',
  return: 'enter',
  escape: 'esc',
  tab: 'tab',
  backspace: 'backspace',
  delete: 'delete',
} as const satisfies Partial<Record<keyof Key, string>>

const namedFlags = Object.keys(namedKeys) as (keyof typeof namedKeys)[]

/** The keystrokes of one `useInput` call, in order; adjacent characters stay together as one run of text. */
export function keystrokesOf(input: string, key: Key): readonly Keystroke[] {
  if (key.eventType === 'release') return []
  const flag = namedFlags.find((name) => key[name])
  if (flag === 'escape' && key.meta) return [named('esc'), named('esc')]
  if (flag) return [named(modifiers(key) + (key.shift ? 'shift-' : '') + namedKeys[flag])]
  if (input === '') return []
  if (key.ctrl || key.meta) return [named(modifiers(key) + (key.meta ? input : input.toLowerCase()))]
  return splitBatch(input)
}

function named(key: string): Keystroke {
  return { key, text: '' }
}

function modifiers(key: Key): string {
  return (key.ctrl ? 'ctrl-' : '') + (key.meta ? 'meta-' : '')
}

function splitBatch(input: string): readonly Keystroke[] {
  return (input.match(/\r\n|[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/g) ?? []).map((part) =>
    /^[\u0000-\u001f\u007f]/.test(part) ? named(controlName(part)) : typed(part),
  )
}

function controlName(control: string): string {
  if (control.startsWith('\r') || control === '\n') return 'enter'
  if (control === '\t') return 'tab'
  if (control === '\u001b') return 'esc'
  if (control === '\b' || control === '\u007f') return 'backspace'
  return `ctrl-${String.fromCharCode(control.charCodeAt(0) + 96)}`
}

function typed(text: string): Keystroke {
  const [first, second] = graphemesOf(text)
  return { key: second === undefined && first !== undefined ? first : '', text }
}

/** A keystroke as single keys, for a holder that takes keys. */
export function singleKeys(stroke: Keystroke): readonly Keystroke[] {
  if (stroke.key !== '') return withoutMeta(stroke)
  return graphemesOf(stroke.text).map(keyNamed)
}

/** A keystroke for a holder that takes text: a run stays whole. */
export function keysForText(stroke: Keystroke): readonly Keystroke[] {
  return textActionOf(stroke.key) ? [stroke] : withoutMeta(stroke)
}

/** Terminals send alt as an escape before the key: where alt has no meaning, it was esc and then the key, typed fast. */
function withoutMeta(stroke: Keystroke): readonly Keystroke[] {
  const plain = stroke.key.replace('meta-', '')
  return plain === stroke.key ? [stroke] : [named('esc'), keyNamed(plain)]
}

/** The keystroke of a key's name: a single character types itself. */
function keyNamed(key: string): Keystroke {
  return { key, text: graphemesOf(key).length === 1 ? key : '' }
}

// Keys come in batches: what was typed on a slow line, or pasted where a terminal has no bracketed paste, is one read. This
// splits a batch, so that none of its keys is lost or mistaken for text.
import { graphemesOf } from '../../domain/text/cells.ts'
import { textActionOf } from '../editor/text-bindings.ts'
import { keyOfJamo } from './jamo.ts'

export interface Keystroke {
  /** The key's name, such as `a`, `tab`, `shift-tab`, `ctrl-s`, `meta-left`; empty for a run of several characters. */
  readonly key: string
  /** The text that it types; empty for a key that types none. */
  readonly text: string
}

/** A key that types nothing. */
export function named(key: string): Keystroke {
  return { key, text: '' }
}

/** Alt with a character. */
export function metaKey(character: string): Keystroke {
  return /^[\u0000-\u001f\u007f]/.test(character)
    ? named(controlName(character).replace(/^(ctrl-)?/, '$1meta-'))
    : named(`meta-${character}`)
}

/** The keystrokes of text without escapes, in order; adjacent characters stay together as one run of text. */
export function keystrokesOfText(input: string): readonly Keystroke[] {
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

/** A keystroke as single keys, for a holder that takes keys: there, Korean letters mean the keys that they are on. */
export function singleKeys(stroke: Keystroke): readonly Keystroke[] {
  if (stroke.text === '') return withoutMeta(stroke)
  return graphemesOf(stroke.text).map(keyOfJamo).map(keyNamed)
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

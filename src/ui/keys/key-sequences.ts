// The control sequences by which terminals send keys: xterm, the Linux console, rxvt, PuTTY, and the two ways in which newer
// terminals tell apart what used to be one key. Nothing else that a terminal sends is a key.
import { type Keystroke, keystrokesOfText, named } from './keystrokes.ts'

const letterKeys: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
}

const numberKeys: Readonly<Record<string, string>> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
}

const codeKeys: Readonly<Record<string, string>> = { 9: 'tab', 13: 'enter', 27: 'esc', 127: 'backspace' }

/** What rxvt ends a numbered key in, as xterm's number for the modifiers. */
const rxvtModifiers: Readonly<Record<string, string>> = { '~': '1', $: '2', '^': '5', '@': '6' }

/** xterm counts the modifiers from 1: shift 1, alt 2, ctrl 4. */
const shift = 1
const alt = 2
const ctrl = 4
/** Locks, which change no key. */
const ignored = 64 | 128

/** The keys of one whole sequence (CSI or SS3); empty for any other, such as a reply or a report. */
export function sequenceKeys(sequence: string): readonly Keystroke[] {
  const [, escapes = '', kind, parameters = '', final = ''] = /^(\u001b+)([[O])([\d;:]*)([^\d;:])$/.exec(sequence) ?? []
  if (kind === undefined) return []
  const isAlt = escapes.length > 1
  if (kind === 'O' || /[A-Za-z]/.test(final)) return letterSequence(kind, parameters, final, isAlt)
  return numberSequence(parameters, final, isAlt)
}

function letterSequence(kind: string, parameters: string, final: string, isAlt: boolean): readonly Keystroke[] {
  const numbers = parameters.split(';')
  if (kind === '[' && final === 'u') return codeSequence(numbers[0], numbers[1], isAlt)
  if (kind === '[' && final === 'Z') return keyOf('tab', '2', isAlt)
  // rxvt writes an arrow with shift, or with ctrl, in small letters.
  if (/^[a-d]$/.test(final) && parameters === '')
    return keyOf(letterKeys[final.toUpperCase()], kind === 'O' ? '5' : '2', isAlt)
  if (numbers.length > 2 || (numbers.length === 2 && numbers[0] !== '1')) return []
  return keyOf(letterKeys[final], numbers.length === 2 ? numbers[1] : numbers[0], isAlt)
}

function numberSequence(parameters: string, final: string, isAlt: boolean): readonly Keystroke[] {
  const [number = '', modifiers, code] = parameters.split(';')
  if (number === '27' && code !== undefined && final === '~') return codeSequence(code, modifiers, isAlt)
  return keyOf(numberKeys[number], modifiers ?? rxvtModifiers[final], isAlt)
}

/** A key by its character's number, with the character that shift makes of it after a colon. */
function codeSequence(codes = '', modifiers: string | undefined, isAlt: boolean): readonly Keystroke[] {
  const [code = '', shifted] = codes.split(':')
  const name = codeKeys[code]
  if (name !== undefined) return keyOf(name, modifiers, isAlt)
  const pressed = modifiersOf(modifiers, isAlt)
  if (!pressed) return []
  const character = characterOf(shifted && pressed & shift ? shifted : code)
  if (character === null) return []
  const typed = pressed & shift && !shifted ? character.toUpperCase() : character
  if (pressed & ctrl) return [named(`${prefix(pressed)}${character.toLowerCase()}`)]
  return pressed & alt ? [named(`meta-${typed}`)] : keystrokesOfText(typed)
}

/** Null for control characters and for the private numbers of keys without a character. */
function characterOf(code: string): string | null {
  const number = Number(code)
  if (!(number >= 0x20 && number <= 0x10ffff) || (number >= 0x7f && number < 0xa0)) return null
  return /^[\p{Co}\p{Cs}]$/u.test(String.fromCodePoint(number)) ? null : String.fromCodePoint(number)
}

/** The modifiers as bits with `held` set; 0 for a release, and with a modifier that no key of ours has. */
const held = 256

function modifiersOf(modifiers: string | undefined, isAlt: boolean): number {
  const [number, event] = (modifiers ?? '').split(':')
  const bits = ((Number(number) || 1) - 1) & ~ignored
  return event === '3' || bits > (shift | alt | ctrl) ? 0 : held | bits | (isAlt ? alt : 0)
}

function prefix(pressed: number): string {
  return (pressed & ctrl ? 'ctrl-' : '') + (pressed & alt ? 'meta-' : '')
}

function keyOf(name: string | undefined, modifiers: string | undefined, isAlt: boolean): readonly Keystroke[] {
  const pressed = modifiersOf(modifiers, isAlt)
  if (name === undefined || !pressed) return []
  return [named(`${prefix(pressed)}${pressed & shift ? 'shift-' : ''}${name}`)]
}

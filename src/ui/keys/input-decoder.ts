// What a terminal sends, as keys and pastes. A terminal also sends what nobody typed: replies, reports of the mouse and of the
// focus, strings. Those are swallowed whole, however they are cut into reads, because a piece of one would act as keys.
import type { Focus } from '../terminal/terminal-context.ts'
import { sequenceKeys } from './key-sequences.ts'
import { type Keystroke, keystrokesOfText, metaKey } from './keystrokes.ts'

/** A bracketed paste: never split, and never taken for keys. */
export interface Paste {
  readonly paste: string
}

export type Input = Keystroke | Paste

export interface InputDecoder {
  /** What a read completes. */
  push(read: string): readonly Input[]
  /** After how much silence `giveUp` is due, in milliseconds; null when nothing is incomplete. */
  patienceMs(): number | null
  /** The rest of what is incomplete is not coming: what it is then, and the keyboard is free again. */
  giveUp(): readonly Input[]
}

/** An escape that no sequence follows is the key. */
const escapeMs = 40
/** The pieces of a sequence follow each other at once; a slow line may pause within one. */
const sequenceMs = 500
/** Longer, because the rest of a paste that is given up too early would act as keys. */
const pasteMs = 2_000
/** More than a person pastes. What follows in the same paste is discarded. */
const maxPasteChars = 1_048_576
/** Longer than any sequence that is a key. */
const maxSequenceChars = 256

const pasteStart = '\u001b[200~'
const pasteEnd = '\u001b[201~'
const escapeOrC1 = /[\u001b\u0080-\u009f]/
const introducers = new Set('OPX[]^_')

/**
 * What is incomplete: a sequence; a string or an overlong sequence, of which only the last escape is kept and null says that
 * nothing has come yet; a paste.
 */
type State =
  | { readonly kind: 'sequence'; readonly held: string }
  | { readonly kind: 'string'; readonly opener: string; readonly end: RegExp; readonly held: '' | '\u001b' | null }
  | { readonly kind: 'paste'; readonly text: string; readonly isOver: boolean }

const idle: State = { kind: 'sequence', held: '' }

interface Step {
  readonly inputs: readonly Input[]
  readonly state: State
  /** What has not been looked at yet; null: more has to be read. */
  readonly rest: string | null
}

/** @param onFocus called when the terminal reports whether it has the focus */
export function createInputDecoder(onFocus: (focus: Focus) => void = () => {}): InputDecoder {
  let state = idle
  let endsInReturn = false
  return {
    push: (read) => {
      const inputs: Input[] = []
      // A line break of two characters is one key.
      let rest: string | null = endsInReturn && read.startsWith('\n') ? read.slice(1) : read
      let isKeyLast = false
      while (rest !== null && rest !== '') {
        const focus = focusIn(state, rest)
        if (focus) onFocus(focus)
        const step: Step = stepOf(state, rest)
        inputs.push(...step.inputs)
        isKeyLast = step.inputs.length > 0
        state = step.state
        rest = step.rest
      }
      if (read !== '') endsInReturn = isKeyLast && state === idle && read.endsWith('\r')
      return inputs
    },
    patienceMs: () => patienceOf(state),
    giveUp: () => {
      const inputs = abandoned(state)
      state = idle
      return inputs
    },
  }
}

/** The report of the focus that a read completes or begins with. */
function focusIn(state: State, read: string): Focus | null {
  const [, final] = /^\u001b\[([IO])/.exec(state.kind === 'sequence' ? state.held + read : '') ?? []
  if (final === undefined) return null
  return final === 'I' ? 'here' : 'elsewhere'
}

function patienceOf(state: State): number | null {
  if (state.kind === 'paste') return pasteMs
  if (state.kind === 'string') return sequenceMs
  if (state.held === '') return null
  return /^\u001b+$/.test(state.held) ? escapeMs : sequenceMs
}

function abandoned(state: State): readonly Input[] {
  if (state.kind === 'paste') return state.isOver ? [] : [{ paste: state.text }]
  if (state.kind === 'string') return state.held === null ? [metaKey(state.opener)] : []
  if (/^\u001b+$/.test(state.held)) return [...state.held].flatMap(keystrokesOfText)
  // Alt with the character that begins a sequence.
  return /^\u001b[[O]$/.test(state.held) ? [metaKey(state.held.slice(1))] : []
}

function stepOf(state: State, read: string): Step {
  if (state.kind === 'paste') return pasteStep(state, read)
  if (state.kind === 'string') return stringStep(state, read)
  return groundStep(state.held + read)
}

/** A control of the 8-bit form, such as `\u009b`, as `ESC [`; the others are dropped. */
function sevenBit(control: string): string {
  const letter = String.fromCharCode(control.charCodeAt(0) - 0x40)
  return introducers.has(letter) ? `\u001b${letter}` : ''
}

function groundStep(text: string): Step {
  const at = text.search(escapeOrC1)
  if (at === -1) return { inputs: keystrokesOfText(text), state: idle, rest: null }
  if (at > 0) return { inputs: keystrokesOfText(text.slice(0, at)), state: idle, rest: text.slice(at) }
  if (text.startsWith('\u001b')) return escapeStep(text)
  return { inputs: [], state: idle, rest: sevenBit(text.charAt(0)) + text.slice(1) }
}

/** @param text begins with an escape */
function escapeStep(text: string): Step {
  const next = text[1]
  if (next === undefined) return { inputs: [], state: { kind: 'sequence', held: text }, rest: null }
  if (next === '[') return controlStep(text)
  if (next === 'O') return sequenceStep(text, /^\u001b+O[\d;]*(?:([@-~])|$)?/)
  if (next === '\u001b') return doubleEscapeStep(text)
  if (introducers.has(next)) {
    const end = next === ']' ? /[\u0007\u0018\u001a\u001b\u009c]/ : /[\u0018\u001a\u001b\u009c]/
    return { inputs: [], state: { kind: 'string', opener: next, end, held: null }, rest: text.slice(2) }
  }
  const character = text.startsWith('\r\n', 1) ? '\r\n' : String.fromCodePoint(text.codePointAt(1) ?? 0)
  return { inputs: [metaKey(character)], state: idle, rest: text.slice(1 + character.length) }
}

/** Some terminals send alt with an arrow as an escape before its sequence. */
function doubleEscapeStep(text: string): Step {
  const third = text[2]
  if (third === undefined) return { inputs: [], state: { kind: 'sequence', held: text }, rest: null }
  if (third === '[') return controlStep(text)
  if (third === 'O') return sequenceStep(text, /^\u001b+O[\d;]*(?:([@-~])|$)?/)
  return { inputs: keystrokesOfText('\u001b'), state: idle, rest: text.slice(1) }
}

function controlStep(text: string): Step {
  if (text.startsWith(pasteStart))
    return { inputs: [], state: { kind: 'paste', text: '', isOver: false }, rest: text.slice(pasteStart.length) }
  // The Linux console's function keys; the oldest report of the mouse, with three bytes of any value.
  if (/^\u001b+\[\[/.test(text)) return sequenceStep(text, /^\u001b+\[\[(?:(.)|$)?/s)
  if (/^\u001b+\[M/.test(text)) return sequenceStep(text, /^\u001b+\[M.{0,2}(?:(.)|$)?/s)
  // rxvt ends a key with shift in `$`, which elsewhere comes before a final letter.
  if (/^\u001b+\[[235678]\$/.test(text)) return sequenceStep(text, /^\u001b+\[\d(\$)/)
  return sequenceStep(text, /^\u001b+\[[0-?]*[ -/]*(?:([@-~])|$)?/)
}

/** @param pattern matches the beginning of the sequence; its group the last character, when that is there */
function sequenceStep(text: string, pattern: RegExp): Step {
  const [sequence = '', last] = pattern.exec(text) ?? []
  const rest = text.slice(sequence.length)
  if (last !== undefined) return { inputs: sequenceKeys(sequence), state: idle, rest }
  // Something that cannot be in the sequence has broken it off.
  if (rest !== '') return { inputs: [], state: idle, rest }
  if (sequence.length > maxSequenceChars)
    return { inputs: [], state: { kind: 'string', opener: '[', end: /[^ -?]/, held: '' }, rest: null }
  return { inputs: [], state: { kind: 'sequence', held: sequence }, rest: null }
}

function stringStep(state: State & { readonly kind: 'string' }, read: string): Step {
  const text = (state.held ?? '') + read
  const at = text.search(state.end)
  if (at === -1) return { inputs: [], state: { ...state, held: '' }, rest: null }
  const rest = text.slice(at + 1)
  if (text[at] !== '\u001b') return { inputs: [], state: idle, rest }
  if (rest === '') return { inputs: [], state: { ...state, held: '\u001b' }, rest: null }
  // `ESC \` ends the string; an escape before anything else has broken it off.
  return { inputs: [], state: idle, rest: rest.startsWith('\\') ? rest.slice(1) : text.slice(at) }
}

function pasteStep({ text, isOver }: State & { readonly kind: 'paste' }, read: string): Step {
  const all = text + read
  const end = all.indexOf(pasteEnd, Math.max(0, text.length - pasteEnd.length))
  if (end >= 0) {
    const inputs = isOver ? [] : [{ paste: all.slice(0, Math.min(end, maxPasteChars)) }]
    return { inputs, state: idle, rest: all.slice(end + pasteEnd.length) }
  }
  if (all.length < maxPasteChars + pasteEnd.length)
    return { inputs: [], state: { kind: 'paste', text: all, isOver }, rest: null }
  const inputs = isOver ? [] : [{ paste: all.slice(0, maxPasteChars) }]
  return { inputs, state: { kind: 'paste', text: all.slice(-pasteEnd.length), isOver: true }, rest: null }
}

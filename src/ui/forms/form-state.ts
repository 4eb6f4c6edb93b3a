// A form as a pure value: what stands in its fields, where the person is, what is wrong. Both forms share it.

import { textActionOf } from '../editor/text-bindings.ts'
import { editText, type TextBuffer, textBuffer, textOf } from '../editor/text-buffer.ts'
import { cleanText } from '../editor/text-line.ts'
import { dialogCommand } from '../keys/dialog-bindings.ts'
import type { Keystroke } from '../keys/keystrokes.ts'
import type { Step } from '../keys/use-keystrokes.ts'

/**
 * `text`: many lines. `line`: one. `secret`: one, masked. `choice`: one of the options. `suggestion`: one of the options
 * or anything typed. `fixed`: shown, never changed.
 */
export type FieldKind = 'text' | 'line' | 'secret' | 'choice' | 'suggestion' | 'fixed'

export interface FieldSpec<Id extends string> {
  readonly id: Id
  readonly label: string
  readonly kind: FieldKind
  /** What `left` and `right` go through; empty for fields that are only typed. */
  readonly options: readonly string[]
  /** Shown while the field is empty. */
  readonly whenEmpty: string
  /** Shown below the field as soon as something stands in it; null for nothing. */
  readonly warning: string | null
}

export interface FieldValue {
  readonly buffer: TextBuffer
  /** Taken from the options, so that typing replaces it as a whole. */
  readonly picked: boolean
}

export type FieldErrors<Id extends string> = Readonly<Partial<Record<Id, string>>>

/** Typed by hand: TypeScript does not see that nothing is missing from a partial record of a generic key. */
function noErrors<Id extends string>(): FieldErrors<Id> {
  return {} as FieldErrors<Id>
}

export interface FormState<Id extends string> {
  readonly values: Readonly<Record<Id, FieldValue>>
  readonly initial: Readonly<Record<Id, string>>
  readonly focus: Id
  readonly errors: FieldErrors<Id>
  /** What is wrong with the whole; null for nothing. */
  readonly message: string | null
  /**
   * `leaving`: asks whether what was typed may be lost. `busy`: submitted, the answer is awaited. `away`: the text is in
   * the editor.
   */
  readonly phase: 'editing' | 'leaving' | 'busy' | 'away'
}

/** Why a form was refused: by field, and about the whole. */
export interface FormRefusal<Id extends string> {
  readonly fields: FieldErrors<Id>
  readonly message: string | null
}

export type FormEffect<Id extends string> =
  | { readonly type: 'submit' }
  | { readonly type: 'leave' }
  | { readonly type: 'open-editor'; readonly field: Id }

/** What a form needs to know besides its state to take a key. */
export interface FormKeys<Id extends string> {
  readonly context: 'register' | 'profile'
  readonly fields: readonly FieldSpec<Id>[]
  /** The width that long lines are wrapped at, as the person sees them. */
  readonly wrapCells: number
}

type FormStep<Id extends string> = Step<FormState<Id>, FormEffect<Id>>

/** A form with these texts in its fields, the first one that can be changed in focus. */
export function formState<Id extends string>(
  fields: readonly FieldSpec<Id>[],
  initial: Readonly<Record<Id, string>>,
  focus: Id,
): FormState<Id> {
  const values = Object.fromEntries(
    fields.map(({ id, options }) => [id, { buffer: textBuffer(initial[id]), picked: options.includes(initial[id]) }]),
  ) as Record<Id, FieldValue>
  return { values, initial, focus, errors: noErrors(), message: null, phase: 'editing' }
}

/** What stands in each field. */
export function formTexts<Id extends string>(state: FormState<Id>): Readonly<Record<Id, string>> {
  return Object.fromEntries(ids(state).map((id) => [id, textOf(state.values[id].buffer)])) as Record<Id, string>
}

/** Whether leaving would lose something. */
function isChanged<Id extends string>(state: FormState<Id>): boolean {
  return ids(state).some((id) => textOf(state.values[id].buffer) !== state.initial[id])
}

function ids<Id extends string>(state: FormState<Id>): readonly Id[] {
  return Object.keys(state.values) as Id[]
}

/** The form after a field has got another text, as from the editor. */
export function withText<Id extends string>(state: FormState<Id>, id: Id, text: string): FormState<Id> {
  return { ...withValue(state, id, { buffer: textBuffer(text), picked: false }), phase: 'editing' }
}

/** The form after it was submitted and refused. The first field that is wrong comes into focus. */
export function refused<Id extends string>(
  state: FormState<Id>,
  fields: readonly FieldSpec<Id>[],
  refusal: FormRefusal<Id>,
): FormState<Id> {
  const wrong = fields.find(({ id, kind }) => kind !== 'fixed' && refusal.fields[id] !== undefined)
  return {
    ...state,
    phase: 'editing',
    errors: refusal.fields,
    message: refusal.message,
    focus: wrong?.id ?? state.focus,
  }
}

/** The form after something other than a field went wrong. */
export function failed<Id extends string>(state: FormState<Id>, message: string): FormState<Id> {
  return { ...state, phase: 'editing', message }
}

/** The form after one keystroke. While it is busy or away it takes none. */
export function pressForm<Id extends string>(
  keys: FormKeys<Id>,
  state: FormState<Id>,
  stroke: Keystroke,
): FormStep<Id> {
  if (state.phase === 'busy' || state.phase === 'away') return stay(state)
  if (state.phase === 'leaving') return answerLeaving(state, stroke)
  const field = focused(keys.fields, state)
  const command = dialogCommand(keys.context, stroke.key)
  switch (command) {
    case 'submit':
      return { state: { ...state, phase: 'busy', errors: noErrors(), message: null }, effect: { type: 'submit' } }
    case 'leave':
      return isChanged(state) ? stay({ ...state, phase: 'leaving' }) : { state, effect: { type: 'leave' } }
    case 'open-editor':
      if (field?.kind !== 'text') return stay(state)
      return { state: { ...state, phase: 'away' }, effect: { type: 'open-editor', field: field.id } }
    case 'next-field':
      return stay(moveFocus(keys.fields, state, 1))
    case 'previous-field':
      return stay(moveFocus(keys.fields, state, -1))
    case 'up':
    case 'down':
      if (field?.kind === 'text') return stay(editField(keys, state, field, stroke))
      return stay(moveFocus(keys.fields, state, command === 'down' ? 1 : -1))
    case 'accept':
      if (field?.kind === 'text') return stay(editField(keys, state, field, { key: '', text: '\n' }))
      return stay(moveFocus(keys.fields, state, 1))
    case 'left':
    case 'right':
      if (field && field.options.length > 0) return stay(cycle(state, field, command === 'right' ? 1 : -1))
      return stay(field ? editField(keys, state, field, stroke) : state)
    default:
      return stay(field ? editField(keys, state, field, stroke) : state)
  }
}

/** The form after a paste into the field in focus. */
export function pasteIntoForm<Id extends string>(
  keys: FormKeys<Id>,
  state: FormState<Id>,
  text: string,
): FormState<Id> {
  const field = focused(keys.fields, state)
  if (state.phase !== 'editing' || !field) return state
  return editField(keys, state, field, { key: '', text })
}

function stay<Id extends string>(state: FormState<Id>): FormStep<Id> {
  return { state, effect: null }
}

function answerLeaving<Id extends string>(state: FormState<Id>, stroke: Keystroke): FormStep<Id> {
  const answer = dialogCommand('confirm', stroke.key)
  if (answer === 'yes') return { state, effect: { type: 'leave' } }
  return answer === 'no' ? stay({ ...state, phase: 'editing' }) : stay(state)
}

function focused<Id extends string>(fields: readonly FieldSpec<Id>[], state: FormState<Id>): FieldSpec<Id> | undefined {
  return fields.find(({ id }) => id === state.focus)
}

function moveFocus<Id extends string>(
  fields: readonly FieldSpec<Id>[],
  state: FormState<Id>,
  by: 1 | -1,
): FormState<Id> {
  const open = fields.filter(({ kind }) => kind !== 'fixed')
  const at = open.findIndex(({ id }) => id === state.focus)
  const next = open[(at + by + open.length) % open.length]
  return next ? { ...state, focus: next.id } : state
}

function cycle<Id extends string>(state: FormState<Id>, field: FieldSpec<Id>, by: 1 | -1): FormState<Id> {
  const { options } = field
  const at = options.indexOf(textOf(state.values[field.id].buffer))
  const next = at === -1 ? (by > 0 ? 0 : options.length - 1) : (at + by + options.length) % options.length
  return withValue(state, field.id, { buffer: textBuffer(options[next] ?? ''), picked: true })
}

function editField<Id extends string>(
  keys: FormKeys<Id>,
  state: FormState<Id>,
  field: FieldSpec<Id>,
  stroke: Keystroke,
): FormState<Id> {
  if (field.kind === 'choice' || field.kind === 'fixed') return state
  const { buffer, picked } = state.values[field.id]
  if (stroke.text !== '') {
    const text = field.kind === 'text' ? stroke.text : oneLine(stroke.text)
    const start = picked ? textBuffer('') : buffer
    return withValue(state, field.id, { buffer: editText(start, { type: 'insert', text }), picked: false })
  }
  const action = textActionOf(stroke.key)
  if (!action) return state
  const edited = editText(buffer, action, keys.wrapCells)
  if (action.type === 'move') {
    return { ...state, values: { ...state.values, [field.id]: { buffer: edited, picked: false } } }
  }
  return withValue(state, field.id, { buffer: edited, picked: false })
}

/** A text for a field of one line: a break at its end is dropped, the others become blanks. */
export function oneLine(text: string): string {
  return cleanText(text)
    .replace(/\n+$/, '')
    .replace(/[\n\t]+/g, ' ')
}

/** A change of a field takes back what was said about it. */
function withValue<Id extends string>(state: FormState<Id>, id: Id, value: FieldValue): FormState<Id> {
  const errors = { ...state.errors }
  delete errors[id]
  return { ...state, values: { ...state.values, [id]: value }, errors, message: null }
}

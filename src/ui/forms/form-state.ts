// A form as a pure value: the contents of its fields, the focus, the errors. Both forms share it.

import { textActionOf } from '../editor/text-bindings.ts'
import { editText, type TextAction, type TextBuffer, textBuffer, textOf } from '../editor/text-buffer.ts'
import { cleanText } from '../editor/text-line.ts'
import type { Keystroke } from '../keys/keystrokes.ts'

/**
 * `text`: many lines. `line`: one. `secret`: one, masked. `choice`: one of the options. `suggestion`: one of the options
 * or anything typed. `fixed`: shown, never changed.
 */
export type FieldKind = 'text' | 'line' | 'secret' | 'choice' | 'suggestion' | 'fixed'

export interface FieldSpec<Id extends string> {
  readonly id: Id
  readonly label: string
  readonly kind: FieldKind
  /** What `left` and `right` cycle through; empty for fields that are only typed. */
  readonly options: readonly string[]
  /** Shown while the field is empty. */
  readonly whenEmpty: string
  /** Shown below the field unless it is empty; null for none. */
  readonly warning: string | null
}

export interface FieldValue {
  readonly buffer: TextBuffer
  /** True when it was picked from the options: typing then replaces all of it. */
  readonly picked: boolean
}

export type FieldErrors<Id extends string> = Readonly<Partial<Record<Id, string>>>

/** A cast: TypeScript cannot see that an empty object is a partial record of a generic key. */
export function noErrors<Id extends string>(): FieldErrors<Id> {
  return {} as FieldErrors<Id>
}

export interface FormState<Id extends string> {
  readonly values: Readonly<Record<Id, FieldValue>>
  readonly initial: Readonly<Record<Id, string>>
  readonly focus: Id
  readonly errors: FieldErrors<Id>
  /** An error about the form as a whole; null for none. */
  readonly message: string | null
  /**
   * `leaving`: asks whether to discard what was typed. `busy`: submitted, waiting for the answer. `away`: the text is in the
   * external editor.
   */
  readonly phase: 'editing' | 'leaving' | 'busy' | 'away'
}

/** Why a form was rejected: errors by field, and one about the form as a whole. */
export interface FormRefusal<Id extends string> {
  readonly fields: FieldErrors<Id>
  readonly message: string | null
}

/** A form with these texts in its fields. */
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

/** The text of each field. */
export function formTexts<Id extends string>(state: FormState<Id>): Readonly<Record<Id, string>> {
  return Object.fromEntries(ids(state).map((id) => [id, textOf(state.values[id].buffer)])) as Record<Id, string>
}

/** Whether leaving would lose typed text. */
export function isChanged<Id extends string>(state: FormState<Id>): boolean {
  return ids(state).some((id) => textOf(state.values[id].buffer) !== state.initial[id])
}

function ids<Id extends string>(state: FormState<Id>): readonly Id[] {
  return Object.keys(state.values) as Id[]
}

/** The form with another text in a field, such as one from the external editor. */
export function withText<Id extends string>(state: FormState<Id>, id: Id, text: string): FormState<Id> {
  return { ...withValue(state, id, { buffer: textBuffer(text), picked: false }), phase: 'editing' }
}

/** The form after it was rejected. The first field with an error gets the focus. */
export function withRefusal<Id extends string>(
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

/** The form after a failure that does not concern a field. */
export function withFailure<Id extends string>(state: FormState<Id>, message: string): FormState<Id> {
  return { ...state, phase: 'editing', message }
}

export function focusedField<Id extends string>(
  fields: readonly FieldSpec<Id>[],
  state: FormState<Id>,
): FieldSpec<Id> | undefined {
  return fields.find(({ id }) => id === state.focus)
}

/** The form with another field focused; fixed fields are skipped. */
export function moveFocus<Id extends string>(
  fields: readonly FieldSpec<Id>[],
  state: FormState<Id>,
  by: 1 | -1,
): FormState<Id> {
  const open = fields.filter(({ kind }) => kind !== 'fixed')
  const at = open.findIndex(({ id }) => id === state.focus)
  const next = open[(at + by + open.length) % open.length]
  return next ? { ...state, focus: next.id } : state
}

/** The form with the next or the previous option in a field. */
export function cycleOptions<Id extends string>(state: FormState<Id>, field: FieldSpec<Id>, by: 1 | -1): FormState<Id> {
  const { options } = field
  const at = options.indexOf(textOf(state.values[field.id].buffer))
  const next = at === -1 ? (by > 0 ? 0 : options.length - 1) : (at + by + options.length) % options.length
  return withValue(state, field.id, { buffer: textBuffer(options[next] ?? ''), picked: true })
}

/** The form after something was typed into the focused field. */
export function typeIntoForm<Id extends string>(
  state: FormState<Id>,
  fields: readonly FieldSpec<Id>[],
  stroke: Keystroke,
  wrapCells: number,
): FormState<Id> {
  const field = focusedField(fields, state)
  const action: TextAction | null =
    stroke.text === '' ? textActionOf(stroke.key) : { type: 'insert', text: stroke.text }
  return field && action ? applyToField(state, field, action, wrapCells) : state
}

/** The form after a paste into the focused field. */
export function pasteIntoForm<Id extends string>(
  state: FormState<Id>,
  fields: readonly FieldSpec<Id>[],
  text: string,
): FormState<Id> {
  return state.phase === 'editing' ? typeIntoForm(state, fields, { key: '', text }, Number.POSITIVE_INFINITY) : state
}

/** The form after an edit of a field; `wrapCells` is the width at which its long lines are wrapped. */
export function applyToField<Id extends string>(
  state: FormState<Id>,
  field: FieldSpec<Id>,
  action: TextAction,
  wrapCells: number,
): FormState<Id> {
  if (field.kind === 'choice' || field.kind === 'fixed') return state
  const { buffer, picked } = state.values[field.id]
  if (action.type === 'insert') {
    const text = field.kind === 'text' ? action.text : oneLine(action.text)
    const start = picked ? textBuffer('') : buffer
    return withValue(state, field.id, { buffer: editText(start, { type: 'insert', text }), picked: false })
  }
  const edited = editText(buffer, action, wrapCells)
  if (action.type === 'move') {
    return { ...state, values: { ...state.values, [field.id]: { buffer: edited, picked: false } } }
  }
  return withValue(state, field.id, { buffer: edited, picked: false })
}

/** A text for a single-line field: line breaks at its end are dropped, the others become blanks. */
export function oneLine(text: string): string {
  return cleanText(text)
    .replace(/\n+$/, '')
    .replace(/[\n\t]+/g, ' ')
}

/** Changing a field clears its error. */
function withValue<Id extends string>(state: FormState<Id>, id: Id, value: FieldValue): FormState<Id> {
  const errors = { ...state.errors }
  delete errors[id]
  return { ...state, values: { ...state.values, [id]: value }, errors, message: null }
}

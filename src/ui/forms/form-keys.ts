// The keys of a form, shared by both forms: they move between fields and within them, submit and leave.
import type { TextAction } from '../editor/text-buffer.ts'
import type { ViewRow } from '../keys/key-table.ts'
import {
  applyToField,
  cycleOptions,
  type FieldSpec,
  type FormState,
  focusedField,
  isChanged,
  moveFocus,
  noErrors,
} from './form-state.ts'

export interface FormAt<Id extends string> {
  readonly state: FormState<Id>
  readonly change: (next: FormState<Id>) => void
  readonly fields: readonly FieldSpec<Id>[]
  /** The width at which long lines are wrapped on the screen. */
  readonly wrapCells: number
  readonly submit: () => void
  readonly openEditor: (field: Id) => void
  readonly leave: () => void
}

interface FormHints {
  readonly submit: string
  readonly up: string
  readonly down: string
  readonly accept: string
}

/** Moves between fields, or within a multi-line field. */
function upOrDown<Id extends string>(by: 'up' | 'down') {
  return (at: FormAt<Id>): void => {
    const { state, change, fields } = at
    if (focusedField(fields, state)?.kind === 'text') edit(at, { type: 'move', by })
    else change(moveFocus(fields, state, by === 'down' ? 1 : -1))
  }
}

/** Cycles through the options of a field, or moves within its text. */
function leftOrRight<Id extends string>(by: 'left' | 'right') {
  return (at: FormAt<Id>): void => {
    const { state, change, fields } = at
    const field = focusedField(fields, state)
    if (field && field.options.length > 0) change(cycleOptions(state, field, by === 'right' ? 1 : -1))
    else edit(at, { type: 'move', by })
  }
}

function edit<Id extends string>({ state, change, fields, wrapCells }: FormAt<Id>, action: TextAction): void {
  const field = focusedField(fields, state)
  if (field) change(applyToField(state, field, action, wrapCells))
}

function accept<Id extends string>(at: FormAt<Id>): void {
  const { state, change, fields } = at
  if (focusedField(fields, state)?.kind === 'text') edit(at, { type: 'insert', text: '\n' })
  else change(moveFocus(fields, state, 1))
}

function submit<Id extends string>({ state, change, submit: send }: FormAt<Id>): void {
  change({ ...state, phase: 'busy', errors: noErrors(), message: null })
  send()
}

function leave<Id extends string>({ state, change, leave: close }: FormAt<Id>): void {
  if (isChanged(state)) change({ ...state, phase: 'leaving' })
  else close()
}

function openEditor<Id extends string>({ state, change, fields, openEditor: open }: FormAt<Id>): void {
  const field = focusedField(fields, state)
  if (field?.kind !== 'text') return
  change({ ...state, phase: 'away' })
  open(field.id)
}

/** The row that opens the external editor, for a form with a multi-line field. */
export function editorRow<Id extends string>(): ViewRow<FormAt<Id>> {
  return { name: 'editor', keys: ['ctrl-g'], hint: 'editor', footer: 'room', run: openEditor }
}

/** @param extra rows that only this form has, shown after the row that moves to the next field */
export function formRows<Id extends string>(
  hints: FormHints,
  extra: readonly ViewRow<FormAt<Id>>[],
): readonly ViewRow<FormAt<Id>>[] {
  return [
    { name: 'submit', keys: ['ctrl-s'], hint: hints.submit, footer: 'room', run: submit },
    {
      name: 'next',
      keys: ['tab'],
      hint: 'next',
      footer: 'room',
      run: ({ state, change, fields }) => change(moveFocus(fields, state, 1)),
    },
    ...extra,
    {
      name: 'previous',
      keys: ['shift-tab'],
      hint: 'back',
      footer: 'room',
      run: ({ state, change, fields }) => change(moveFocus(fields, state, -1)),
    },
    { name: 'up', keys: ['up'], hint: hints.up, footer: 'help', run: upOrDown('up') },
    { name: 'down', keys: ['down'], hint: hints.down, footer: 'help', run: upOrDown('down') },
    { name: 'accept', keys: ['enter'], hint: hints.accept, footer: 'help', run: accept },
    { name: 'left', keys: ['left'], hint: 'left, previous choice', footer: 'help', run: leftOrRight('left') },
    { name: 'right', keys: ['right'], hint: 'right, next choice', footer: 'help', run: leftOrRight('right') },
    { name: 'leave', keys: ['esc', 'ctrl-c'], hint: 'leave', footer: 'always', isExit: true, run: leave },
  ]
}

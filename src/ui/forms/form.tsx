// The dialog that both forms share: fields, focus, errors, and the question before typed text is lost.
import { useContext } from 'react'
import { describeError } from '../../domain/failure.ts'
import { safeLine, wrapCells } from '../../domain/text/safe-text.ts'
import { fitLine, type Line, span } from '../cells/line.ts'
import type { Role } from '../cells/theme.ts'
import { EditorContext, editExternally } from '../editor/external-editor.ts'
import { textOf } from '../editor/text-buffer.ts'
import type { AnyKeyTable, KeyTable } from '../keys/key-table.ts'
import { KeyboardContext } from '../keys/keyboard.ts'
import { type Keymap, useKeymap } from '../keys/keymap.ts'
import { activeKeys, useKeys, useLatestState } from '../keys/use-keys.ts'
import { TerminalContext } from '../terminal/terminal-context.ts'
import { answerKeys, confirmKeys } from './confirm-keys.ts'
import { bodySize, boxSize, type DialogBody, DialogFrame, type DialogPlace } from './dialog-frame.tsx'
import type { FormAt } from './form-keys.ts'
import { formBody, formWrapCells } from './form-layout.ts'
import {
  type FieldSpec,
  type FormRefusal,
  type FormState,
  formState,
  formTexts,
  pasteIntoForm,
  typeIntoForm,
  withFailure,
  withRefusal,
  withText,
} from './form-state.ts'

export interface FormWords {
  readonly title: string
  /** At the foot when there is no other message. */
  readonly note: string
  /** At the foot while waiting for the answer. */
  readonly busy: string
  /** Asked when the user leaves after typing something. */
  readonly leaving: string
}

interface FormDialogProps<Id extends string> {
  readonly place: DialogPlace
  /** For the fields and the foot. */
  readonly wantedRows: number
  readonly table: KeyTable<FormAt<Id>>
  readonly words: FormWords
  readonly fields: readonly FieldSpec<Id>[]
  readonly initial: Readonly<Record<Id, string>>
  /** The field that has the focus first. */
  readonly focus: Id
  /** Resolves with null when the form was accepted. */
  readonly submit: (texts: Readonly<Record<Id, string>>) => Promise<FormRefusal<Id> | null>
  readonly onLeave: () => void
}

const maxFootRows = 3

export function FormDialog<Id extends string>(props: FormDialogProps<Id>) {
  const { place, table, words, fields } = props
  const { lend } = useContext(TerminalContext)
  const keyboard = useContext(KeyboardContext)
  const editor = useContext(EditorContext)
  const box = boxSize(place, props.wantedRows)
  const size = bodySize(box)
  const wrapCells = formWrapCells(fields, size.columns)
  const { state, latest, change } = useLatestState(formState(fields, props.initial, props.focus))
  /** Discards keys typed ahead: they were meant for the screen after a success, not for a field. */
  const stayOpen = (next: FormState<Id>) => {
    keyboard.drop()
    change(next)
  }
  const fail = (error: unknown) => stayOpen(withFailure(latest(), describeError(error)))
  const submit = async () => {
    const refusal = await props.submit(formTexts(latest()))
    if (refusal) stayOpen(withRefusal(latest(), fields, refusal))
  }
  const openEditor = async (field: Id) => {
    const text = await editExternally(textOf(latest().values[field].buffer), lend, editor)
    change(withText(latest(), field, text))
  }
  const leave = () => {
    keyboard.handOver()
    props.onLeave()
  }
  const at = (current: FormState<Id>): FormAt<Id> => ({
    state: current,
    change,
    fields,
    wrapCells,
    submit: () => void submit().catch(fail),
    openEditor: (field) => void openEditor(field).catch(fail),
    leave,
  })
  useKeys({
    active: () => {
      const current = latest()
      if (current.phase === 'busy' || current.phase === 'away') return null
      if (current.phase === 'editing') return activeKeys(table, at(current))
      return activeKeys(confirmKeys, { yes: leave, no: () => change({ ...current, phase: 'editing' }) })
    },
    type: (stroke) => change(typeIntoForm(latest(), fields, stroke, wrapCells)),
    paste: (text) => change(pasteIntoForm(latest(), fields, text)),
  })

  const foot = footLines(state, words, useKeymap(), size.columns)
  const form = formBody(fields, state, size.columns, Math.max(1, size.rows - foot.length))
  const body: DialogBody = {
    ...form,
    lines: [...form.lines, ...foot],
    scroll: { ...form.scroll, lines: form.scroll.lines + foot.length },
  }
  return (
    <DialogFrame
      place={place}
      box={box}
      title={[span(safeLine(words.title), 'strong')]}
      body={body}
      rows={rowsOf(state, table)}
    />
  )
}

function footLines<Id extends string>(
  state: FormState<Id>,
  words: FormWords,
  keymap: Keymap,
  cells: number,
): readonly Line[] {
  const [text, role] = footText(state, words, keymap)
  return wrapCells(safeLine(text), cells, maxFootRows).map((row) => fitLine([{ text: row, role }], cells))
}

function footText<Id extends string>(state: FormState<Id>, words: FormWords, keymap: Keymap): readonly [string, Role] {
  if (state.phase === 'busy') return [words.busy, 'warn']
  if (state.phase === 'leaving') return [`${words.leaving}  ${answerKeys(keymap)}`, 'warn']
  return state.message === null ? [words.note, 'quiet'] : [`✗ ${state.message}`, 'bad']
}

function rowsOf<Id extends string>({ phase }: FormState<Id>, table: KeyTable<FormAt<Id>>): AnyKeyTable['rows'] {
  if (phase === 'leaving') return confirmKeys.rows
  return phase === 'busy' ? [] : table.rows
}

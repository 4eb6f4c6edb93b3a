// The frame that both forms share: fields, focus, what is wrong, and the question before something typed is lost.
import { useApp } from 'ink'
import { describeError } from '../../domain/failure.ts'
import { safeLine, wrapCells } from '../../domain/text/safe-text.ts'
import { fitLine, type Line } from '../cells/line.ts'
import type { Role } from '../cells/theme.ts'
import { editExternally } from '../editor/external-editor.ts'
import { textOf } from '../editor/text-buffer.ts'
import { dialogHints } from '../keys/dialog-bindings.ts'
import type { InputMode } from '../keys/keyboard.ts'
import { type Machine, useKeystrokes } from '../keys/use-keystrokes.ts'
import { type BoxSize, bodySize, boxSize, type DialogBody, DialogFrame, type DialogPlace } from './dialog-frame.tsx'
import { formBody, formWrapCells } from './form-layout.ts'
import {
  type FieldSpec,
  type FormEffect,
  type FormKeys,
  type FormRefusal,
  type FormState,
  failed,
  formState,
  formTexts,
  pasteIntoForm,
  pressForm,
  refused,
  withText,
} from './form-state.ts'

export interface FormWords {
  readonly title: string
  /** At the foot while nothing else is to be said. */
  readonly note: string
  /** At the foot while the answer is awaited. */
  readonly busy: string
  /** Asked when the person leaves and something was typed. */
  readonly leaving: string
}

interface FormDialogProps<Id extends string> {
  readonly place: DialogPlace
  readonly wanted: BoxSize
  readonly context: FormKeys<Id>['context']
  readonly words: FormWords
  readonly fields: readonly FieldSpec<Id>[]
  readonly initial: Readonly<Record<Id, string>>
  /** The field to begin in. */
  readonly focus: Id
  /** Null when it was accepted. */
  readonly submit: (texts: Readonly<Record<Id, string>>) => Promise<FormRefusal<Id> | null>
  readonly onLeave: () => void
}

const maxFootRows = 3

const modes: Readonly<Record<FormState<string>['phase'], InputMode>> = {
  editing: 'text',
  leaving: 'keys',
  busy: 'later',
  away: 'later',
}

export function FormDialog<Id extends string>(props: FormDialogProps<Id>) {
  const { place, context, words, fields } = props
  const { suspendTerminal } = useApp()
  const box = boxSize(place, props.wanted)
  const size = bodySize(box)
  const keys: FormKeys<Id> = { context, fields, wrapCells: formWrapCells(fields, size.columns) }
  const machine: Machine<FormState<Id>, FormEffect<Id>> = {
    mode: ({ phase }) => modes[phase],
    press: (state, stroke) => pressForm(keys, state, stroke),
    paste: (state, text) => pasteIntoForm(keys, state, text),
  }
  /** What was typed ahead was meant for the screen after a success, and is no text for a field. */
  const stayOpen = (next: (state: FormState<Id>) => FormState<Id>) => {
    dropWaiting()
    change(next)
  }
  const fail = (error: unknown) => stayOpen((state) => failed(state, describeError(error)))

  const submit = async (state: FormState<Id>) => {
    const refusal = await props.submit(formTexts(state))
    if (refusal) stayOpen((current) => refused(current, fields, refusal))
  }
  const openEditor = async (state: FormState<Id>, field: Id) => {
    const text = await editExternally(textOf(state.values[field].buffer), suspendTerminal)
    change((current) => withText(current, field, text))
  }
  const start = formState(fields, props.initial, props.focus)
  const { state, change, dropWaiting } = useKeystrokes(start, machine, (effect, current) => {
    if (effect.type === 'leave') {
      props.onLeave()
      return 'gone'
    }
    if (effect.type === 'submit') submit(current).catch(fail)
    else openEditor(current, effect.field).catch(fail)
    return 'stays'
  })

  const foot = footLines(state, words, size.columns)
  const form = formBody(fields, state, size.columns, Math.max(1, size.rows - foot.length))
  const body: DialogBody = {
    ...form,
    lines: [...form.lines, ...foot],
    scroll: { ...form.scroll, lines: form.scroll.lines + foot.length },
  }
  return <DialogFrame place={place} box={box} title={words.title} body={body} hints={hintsOf(state, context)} />
}

function footLines<Id extends string>(state: FormState<Id>, words: FormWords, cells: number): readonly Line[] {
  const [text, role] = footText(state, words)
  return wrapCells(safeLine(text), cells, maxFootRows).map((row) => fitLine([{ text: row, role }], cells))
}

function footText<Id extends string>(state: FormState<Id>, words: FormWords): readonly [string, Role] {
  if (state.phase === 'busy') return [words.busy, 'warn']
  if (state.phase === 'leaving') return [words.leaving, 'warn-soon']
  return state.message === null ? [words.note, 'quiet'] : [`✗ ${state.message}`, 'bad']
}

function hintsOf<Id extends string>(state: FormState<Id>, context: FormKeys<Id>['context']): readonly string[] {
  if (state.phase === 'leaving') return dialogHints('confirm', ['yes', 'no'])
  if (state.phase === 'busy') return []
  return context === 'register'
    ? dialogHints('register', ['submit', 'next-field', 'open-editor', 'previous-field', 'leave'])
    : dialogHints('profile', ['submit', 'next-field', 'previous-field', 'leave'])
}

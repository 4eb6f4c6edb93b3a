// The answer dialog as a pure value: which question, how far it is scrolled, and the reason for a denial while it is typed.
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { textActionOf } from '../../editor/text-bindings.ts'
import { editText, type TextBuffer, textBuffer } from '../../editor/text-buffer.ts'
import { oneLine } from '../../forms/form-state.ts'
import type { Keystroke } from '../../keys/keystrokes.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    /** The dialog is bound to this one question. */
    readonly answer: { readonly job: JobKey; readonly requestId: string }
  }
}

export interface AnswerState {
  readonly top: number
  /** The reason for a denial; null while nothing has been decided. */
  readonly reason: TextBuffer | null
  /** What came of the last key. */
  readonly note: string | null
}

export const answerStart: AnswerState = { top: 0, reason: null, note: null }
export const emptyReason: TextBuffer = textBuffer('')

/** The dialog after something was typed or pasted: into the reason, nowhere else. */
export function typeIntoAnswer(state: AnswerState, stroke: Keystroke): AnswerState {
  return state.reason === null ? state : { ...state, reason: edited(state.reason, stroke) }
}

function edited(reason: TextBuffer, stroke: Keystroke): TextBuffer {
  if (stroke.text !== '') return editText(reason, { type: 'insert', text: oneLine(stroke.text) })
  const action = textActionOf(stroke.key)
  return action ? editText(reason, action) : reason
}

// The answer dialog as a pure value: which question, how far it is scrolled, and the reason for a denial while it is typed.
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { type TextBuffer, textBuffer } from '../../editor/text-buffer.ts'
import { editLine } from '../../forms/edit-line.ts'
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
  return state.reason === null ? state : { ...state, reason: editLine(state.reason, stroke) }
}

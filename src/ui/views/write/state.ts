// The dialog that writes a line to an agent, as a pure value.
import { pieceProblem } from '../../../domain/agents/agent-line.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { textActionOf } from '../../editor/text-bindings.ts'
import { editText, type TextBuffer, textBuffer } from '../../editor/text-buffer.ts'
import type { Keystroke } from '../../keys/keystrokes.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly write: { readonly job: JobKey }
  }
}

export interface WriteState {
  readonly stage: 'typing' | 'sending'
  readonly line: TextBuffer
  /** Why the last paste was not taken, or the line was not sent; null when there is nothing to say. */
  readonly problem: string | null
}

export const writeStart: WriteState = { stage: 'typing', line: textBuffer(''), problem: null }

/** The dialog after something was typed or pasted. Text that is not one line is refused whole. */
export function typeIntoLine(state: WriteState, { key, text }: Keystroke): WriteState {
  const piece = text.replace(/[\r\n]+$/, '')
  if (text !== '') {
    const problem = pieceProblem(piece)
    if (problem) return { ...state, problem }
    return { ...state, line: editText(state.line, { type: 'insert', text: piece }), problem: null }
  }
  const action = textActionOf(key)
  return action ? { ...state, line: editText(state.line, action), problem: null } : state
}

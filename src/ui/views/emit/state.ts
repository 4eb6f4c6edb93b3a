// The emit dialog as a pure value: which event, which detail, and whether it is being confirmed.

import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { EventType } from '../../../domain/protocol/event.ts'
import { type TextBuffer, textBuffer } from '../../editor/text-buffer.ts'
import { editLine } from '../../forms/edit-line.ts'
import type { Keystroke } from '../../keys/keystrokes.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly emit: { readonly job: JobKey }
  }
}

export interface PickedEvent {
  readonly event: EventType
  readonly detail: TextBuffer
}

export type EmitState = { readonly stage: 'pick' } | ({ readonly stage: 'detail' | 'ask' } & PickedEvent)

export const emitStart: EmitState = { stage: 'pick' }

/** The dialog with an event picked and no detail yet. */
export function picked(event: EventType): EmitState {
  return { stage: 'detail', event, detail: textBuffer('') }
}

/** The dialog after something was typed or pasted: into the detail, nowhere else. */
export function typeIntoEmit(state: EmitState, stroke: Keystroke): EmitState {
  return state.stage === 'detail' ? { ...state, detail: editLine(state.detail, stroke) } : state
}

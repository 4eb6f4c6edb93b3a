// The emit dialog as a pure value: which event, with what detail, and whether that is really meant.
import type { EventType } from '../../../domain/protocol/event.ts'
import { textActionOf } from '../../editor/text-bindings.ts'
import { editText, type TextBuffer, textBuffer, textOf } from '../../editor/text-buffer.ts'
import { oneLine } from '../../forms/form-state.ts'
import { type DialogCommand, dialogCommand } from '../../keys/dialog-bindings.ts'
import type { Keystroke } from '../../keys/keystrokes.ts'
import type { Step } from '../../keys/use-keystrokes.ts'

export type EmitState =
  | { readonly stage: 'pick' }
  | { readonly stage: 'detail' | 'ask'; readonly event: EventType; readonly detail: TextBuffer }

export type EmitEffect =
  | { readonly type: 'leave' }
  | { readonly type: 'emit'; readonly event: EventType; readonly detail: string }

const events: Readonly<Partial<Record<DialogCommand<'emit'>, EventType>>> = {
  'pick-started': 'started',
  'pick-progress': 'progress',
  'pick-permission-required': 'permission_required',
  'pick-completed': 'completed',
  'pick-error': 'error',
}

export const emitStart: EmitState = { stage: 'pick' }

/** The dialog after one keystroke. Only `submit` emits, and on a job that has ended only after a yes. */
export function pressEmit(state: EmitState, stroke: Keystroke, job: 'open' | 'ended'): Step<EmitState, EmitEffect> {
  if (state.stage === 'pick') return pick(state, stroke)
  if (state.stage === 'ask') return answer(state, stroke)
  const command = dialogCommand('emit', stroke.key)
  if (command === 'leave') return { state: emitStart, effect: null }
  if (command === 'submit') {
    return job === 'ended' ? { state: { ...state, stage: 'ask' }, effect: null } : { state, effect: emission(state) }
  }
  return { state: { ...state, detail: edited(state.detail, stroke) }, effect: null }
}

/** The dialog after a paste: into the detail, nowhere else. */
export function pasteIntoEmit(state: EmitState, text: string): EmitState {
  return state.stage === 'detail' ? { ...state, detail: edited(state.detail, { key: '', text }) } : state
}

function pick(state: EmitState, stroke: Keystroke): Step<EmitState, EmitEffect> {
  const command = dialogCommand('emit', stroke.key)
  if (command === 'leave') return { state, effect: { type: 'leave' } }
  const event = command ? events[command] : undefined
  return { state: event ? { stage: 'detail', event, detail: textBuffer('') } : state, effect: null }
}

type Chosen = Exclude<EmitState, { readonly stage: 'pick' }>

function answer(state: Chosen, stroke: Keystroke): Step<EmitState, EmitEffect> {
  const command = dialogCommand('confirm', stroke.key)
  if (command === 'yes') return { state, effect: emission(state) }
  return { state: command === 'no' ? { ...state, stage: 'detail' } : state, effect: null }
}

function emission({ event, detail }: Chosen): EmitEffect {
  return { type: 'emit', event, detail: textOf(detail) }
}

function edited(detail: TextBuffer, stroke: Keystroke): TextBuffer {
  if (stroke.text !== '') return editText(detail, { type: 'insert', text: oneLine(stroke.text) })
  const action = textActionOf(stroke.key)
  return action ? editText(detail, action) : detail
}

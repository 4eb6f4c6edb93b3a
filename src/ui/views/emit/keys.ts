// The keys of the emit dialog: those that pick an event, then those for its detail. Nothing is emitted without ⏎, and to a job
// that has ended nothing without a yes.
import type { EventType } from '../../../domain/protocol/event.ts'
import { keyTable, type ViewRow } from '../../keys/key-table.ts'
import { type EmitState, emitStart, type PickedEvent, picked } from './state.ts'

export interface EmitAt {
  readonly change: (next: EmitState) => void
  readonly leave: () => void
}

export interface DetailAt extends EmitAt {
  readonly picked: PickedEvent
  readonly hasEnded: boolean
  readonly emit: (picked: PickedEvent) => void
}

const about = { view: 'emit', title: 'Emit an event' }
const leave = { name: 'leave', keys: ['esc', 'ctrl-c'], hint: 'back', footer: 'always', isExit: true } as const

function pick(name: string, key: string, event: EventType): ViewRow<EmitAt> {
  return { name, keys: [key], hint: event, footer: 'help', run: ({ change }) => change(picked(event)) }
}

const pickRows = [
  pick('started', 's', 'started'),
  pick('progress', 'p', 'progress'),
  pick('permission', 'r', 'permission_required'),
  pick('completed', 'c', 'completed'),
  pick('error', 'x', 'error'),
]

export const pickKeys = keyTable<EmitAt>({ ...about, mode: 'keys' }, [
  ...pickRows,
  { ...leave, run: (at) => at.leave() },
])

/** The rows that pick an event, as the dialog lists them. */
export const choices = pickKeys.rows.slice(0, pickRows.length)

export const detailKeys = keyTable<DetailAt>({ ...about, mode: 'text' }, [
  {
    name: 'submit',
    keys: ['enter'],
    hint: 'emit',
    footer: 'room',
    run: (at) => (at.hasEnded ? at.change({ ...at.picked, stage: 'ask' }) : at.emit(at.picked)),
  },
  { ...leave, name: 'back', run: ({ change }) => change(emitStart) },
])

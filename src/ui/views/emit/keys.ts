// The keys of the emit dialog: those that pick an event, then those for its detail. Nothing is emitted without ⏎; an end, and
// whatever goes to a job that has ended, needs a yes besides, by another key (UX.md §2).
import type { JobCommands } from '../../../app/deck/deck-commands.ts'
import { endingOf } from '../../../domain/jobs/deadlines.ts'
import type { Job } from '../../../domain/jobs/job.ts'
import { type EventType, isTerminal } from '../../../domain/protocol/event.ts'
import { textOf } from '../../editor/text-buffer.ts'
import { keyTable, type ViewRow } from '../../keys/key-table.ts'
import { type EmitState, emitStart, type PickedEvent, picked } from './state.ts'

export interface EmitAt {
  readonly change: (next: EmitState) => void
  readonly leave: () => void
}

export interface PickedAt extends EmitAt {
  readonly picked: PickedEvent
  readonly job: Job
  readonly commands: Pick<JobCommands, 'emit'>
  /** Discards keys that were typed ahead: they cannot answer what has not been read. */
  readonly dropKeys: () => void
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

/** Emits the picked event and closes the dialog. */
export function emitPicked({ picked: { event, detail }, job, commands, leave: close }: PickedAt): void {
  commands.emit({ job: job.key, event, detail: textOf(detail) })
  close()
}

function submit(at: PickedAt): void {
  if (!endingOf(at.job) && !isTerminal(at.picked.event)) {
    emitPicked(at)
    return
  }
  at.dropKeys()
  at.change({ ...at.picked, stage: 'ask' })
}

export const pickedKeys = keyTable<PickedAt>({ ...about, mode: 'text' }, [
  { name: 'submit', keys: ['enter'], hint: 'emit', footer: 'room', run: submit },
  { ...leave, name: 'back', run: ({ change }) => change(emitStart) },
])

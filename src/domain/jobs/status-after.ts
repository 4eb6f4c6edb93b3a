// What a publisher writes into the record of a job after an event (PROTOCOL.md §5).
import type { EventType } from '../protocol/event.ts'
import type { RecordStatus } from './job.ts'

export const statusAfter: Readonly<Record<EventType, RecordStatus>> = {
  started: 'running',
  progress: 'running',
  permission_required: 'running',
  completed: 'completed',
  error: 'error',
}

// An event of ours as a test queues it.
import type { NumberedEvent } from '../../../src/io/ledger/sqlite/outbox-entry.ts'
import { jobId } from './entries.ts'

export function outgoing(seq: number, fields: Partial<NumberedEvent> = {}): NumberedEvent {
  const topic = 'python/mqtt/jobs/job-1/events'
  return {
    ...{ jobId: jobId('job-1'), seq, topic, payload: `{"seq":${seq}}`, retain: false, lifetimeMs: null },
    ...{ registryDir: null, profile: 'office', username: null, certFile: null },
    ...fields,
  }
}

// Turns a stored record into the facts that the deck shows and decides with.
import type { RecordFacts } from '../../domain/jobs/job.ts'
import { safeLine, safeLines } from '../../domain/text/safe-text.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import type { JobRecord } from './record.ts'

/**
 * The facts of a record, its texts safe to show and its stamps on the monotonic timeline: `offsetMs` is what to add to a
 * monotonic time to get the wall clock's (`wallOffsetMs` of the clock port).
 */
export function factsOf(record: JobRecord, offsetMs: number): RecordFacts {
  return {
    status: record.status,
    createdMs: (parseUtcStamp(record.created_at) ?? 0) - offsetMs,
    updatedMs: (parseUtcStamp(record.updated_at) ?? 0) - offsetMs,
    prompt: safeLine(record.prompt),
    promptLines: safeLines(record.prompt),
    agent: safeLine(record.agent),
    session: record.agent_session === null ? null : safeLine(record.agent_session),
    timeoutSec: record.timeout_sec,
    idleTimeoutSec: record.idle_timeout_sec,
    artifacts: record.expected_artifacts.map((path) => safeLine(path)),
  }
}

// From a record as it is stored to the facts that the monitor shows and decides with.
import type { RecordFacts } from '../../domain/jobs/job.ts'
import { safeLine, safeLines } from '../../domain/text/safe-text.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import { wallOffset } from '../clock/monotonic-now.ts'
import type { JobRecord } from './record.ts'

/** The facts of a record, its texts safe to show and its stamps on the monotonic timeline as the clock stands now. */
export function factsOf(record: JobRecord): RecordFacts {
  const offsetMs = wallOffset()
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

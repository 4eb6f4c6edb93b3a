// Turns a stored record into the facts that the deck shows and decides with.
import type { RecordedPane, RecordFacts } from '../../domain/jobs/job.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import type { JobRecord } from './record.ts'

/** Longer than what any screen shows of a text. */
const maxChars = 2_000
const maxPromptChars = 65_536

/**
 * The facts of a record, its texts as they were written and its stamps on the monotonic timeline: `offsetMs` is what to add to a
 * monotonic time to get the wall clock's (`wallOffsetMs` of the clock port).
 */
export function factsOf(record: JobRecord, offsetMs: number): RecordFacts {
  const createdWallMs = parseUtcStamp(record.created_at) ?? 0
  return {
    status: record.status,
    createdMs: createdWallMs - offsetMs,
    createdWallMs,
    updatedMs: (parseUtcStamp(record.updated_at) ?? 0) - offsetMs,
    prompt: record.prompt.slice(0, maxPromptChars),
    agent: record.agent.slice(0, maxChars),
    session: record.agent_session?.slice(0, maxChars) ?? null,
    pane: recordedPane(record),
    timeoutSec: record.timeout_sec,
    idleTimeoutSec: record.idle_timeout_sec,
    lastSeq: record.last_seq,
    artifacts: record.expected_artifacts.map((path) => path.slice(0, maxChars)),
  }
}

/** The fields that jobdeck adds to a record. Whatever else is in them is as good as nothing: the session is known without them. */
function recordedPane({ tmux_pane: id, tmux_server: server }: JobRecord): RecordedPane | null {
  if (typeof id !== 'string' || !/^%\d{1,9}$/.test(id)) return null
  return { id, server: Number.isSafeInteger(server) ? Number(server) : null }
}

// What the log files of a job have that no monitor has read into the ledger yet, for commands that only look.
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { type Clock, wallOffsetMs } from '../../io/clock/clock.ts'
import type { JudgedEvent, Ledger } from '../../io/ledger/ledger.ts'
import { listJobLogs } from '../../io/registry/job-logs.ts'
import { type LoggedEvent, readJobLog } from '../../io/registry/read-job-log.ts'

/** Reads a job's unread lines: in the order of its logs, and twice where both have an event. Resolves to none where nothing can be read. */
export type UnreadLog = (jobId: JobId) => Promise<readonly LoggedEvent[]>

/** Changes nothing: the next monitor reads the same lines. Rejects with JobdeckError `io` when the ledger cannot be read. */
export async function openUnreadLogs(ledger: Pick<Ledger, 'logMarks'>, registryDir: string): Promise<UnreadLog> {
  const [logs, marks] = await Promise.all([listJobLogs(registryDir), ledger.logMarks()])
  return async (jobId) => {
    const events: LoggedEvent[] = []
    for (const path of logs.get(jobId) ?? [])
      events.push(...((await readJobLog(path, jobId, marks.get(path) ?? null))?.events ?? []))
    return events
  }
}

/** Those of a log's events that are not among `known`, each once, as if a monitor had read them now. */
export function newlyLogged(
  logged: readonly LoggedEvent[],
  known: readonly JudgedEvent[],
  { topic, clock }: { readonly topic: string; readonly clock: Clock },
): readonly JudgedEvent[] {
  const seen = new Set(known.map(({ event }) => identityOf(event)))
  return logged.flatMap(({ event, text, writtenAtMs }) => {
    if (seen.has(identityOf(event))) return []
    seen.add(identityOf(event))
    const receivedAtMs = Math.min(Math.round(writtenAtMs), clock.wallMs())
    const entry = {
      receivedMs: receivedAtMs - wallOffsetMs(clock),
      receivedAtMs,
      topic,
      retained: false,
      payload: text,
    }
    return [{ entry, event, source: 'file', note: null, effect: 'counted' }]
  })
}

function identityOf({ seq, content }: JobEvent): string {
  return `${seq} ${content}`
}

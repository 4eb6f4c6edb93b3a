// What `jobdeck run` has written into a job's record about how its agent reports.
import { type DoneWhen, doneWhens } from '../../domain/agents/agent-session.ts'
import type { JobRecord } from '../../io/registry/record.ts'

/** When the job is done; without such a choice, when the user says so. */
export function doneWhenOf(record: JobRecord | null): DoneWhen {
  const choice = record?.done_when
  return doneWhens.find((each) => each === choice) ?? 'manual'
}

/** Whether the whole input of a tool, which can hold secrets, may go to the job's broker (AGENTS.md §1). */
export function isTrustedWithInput(record: JobRecord | null): boolean {
  return record?.broker?.tls === true && record.broker.username !== null
}

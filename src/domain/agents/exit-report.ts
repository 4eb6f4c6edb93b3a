// What the end of an agent's program says about its job (AGENTS.md §2).
import type { AgentSession, Report } from './agent-session.ts'

/** How a program ended: its status or the signal, or why it could not be started. */
export interface ProgramExit {
  readonly status: number | null
  readonly signal: string | null
  readonly failure: string | null
}

/** The last event of a job whose program has ended, unless the job has ended before. `missing`: the artifacts that are not there. */
export function exitReport(
  exit: ProgramExit,
  { doneWhen, failure, lastWords }: Pick<AgentSession, 'doneWhen' | 'failure' | 'lastWords'>,
  missing: readonly string[],
): Report {
  const how = exitWords(exit)
  const data = { exit: { status: exit.status, signal: exit.signal }, by: 'wrapper' }
  if (exit.status !== 0) return { event: 'error', detail: [how, failure].filter((part) => part).join(': '), data }
  switch (doneWhen) {
    case 'exit':
      return { event: 'completed', detail: lastWords || how, data }
    case 'turn':
      return { event: 'error', detail: `${how} before its turn had ended`, data }
    case 'artifacts':
      return missing.length === 0
        ? { event: 'completed', detail: lastWords || how, data }
        : { event: 'error', detail: `${how}, and ${missingWords(missing)} missing`, data }
    case 'manual':
      return {
        event: 'permission_required',
        detail: `${how}: say whether the job is done`,
        data: { ...data, kind: 'turn_ended' },
      }
  }
}

function exitWords({ status, signal, failure }: ProgramExit): string {
  if (failure !== null) return `could not be started: ${failure}`
  if (signal !== null) return `killed by ${signal}`
  return status === 0 ? 'exited' : `exited with status ${status}`
}

function missingWords(missing: readonly string[]): string {
  const [first = ''] = missing
  return missing.length === 1 ? `${first} is` : `${missing.length} artifacts are`
}

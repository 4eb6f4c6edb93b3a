// Starts the agent of a job in a tmux session and records the pane that it is in, for anyone who wants to go there or write into it.
import type { JobId } from '../../domain/protocol/job-id.ts'
import { changeOwnFields } from '../../io/registry/registry.ts'
import { listSessions } from '../../io/tmux/list-sessions.ts'
import { startInSession } from '../../io/tmux/start-in-session.ts'
import { type JobToRun, prepareRun, type RunMeans } from './run-job.ts'

export interface TmuxRun extends Omit<JobToRun, 'agentSession'> {
  /** The name of a tmux session, which need not exist; null for a free one. */
  readonly session: string | null
}

export interface TmuxRunMeans extends RunMeans {
  /** What runs the wrapper; the path of the launch file is added. */
  readonly wrapper: readonly string[]
}

/**
 * Registers the job and starts its agent; resolves when it runs. What it starts belongs to the user, and does not end with
 * jobdeck. Throws as `prepareRun` and `startInSession`.
 */
export async function startRun({ session, ...job }: TmuxRun, means: TmuxRunMeans): Promise<JobId> {
  const name = session ?? freeName(shortName(job.agent), await listSessions())
  const { jobId, launchPath } = await prepareRun({ ...job, agentSession: `tmux:${name}` }, means)
  const pane = await startInSession({ session: name, cwd: means.cwd, command: [...means.wrapper, launchPath] })
  const { registryDir, clock, onWait } = means
  await changeOwnFields(registryDir, jobId, { tmux_pane: pane.id, tmux_server: pane.server }, { clock, onWait })
  return jobId
}

/** `claude-code` is known as `claude`. No session name has a dot or a colon. */
function shortName(agent: string): string {
  return agent === 'claude-code' ? 'claude' : agent.replace(/[^\w-]/g, '-').slice(0, 40) || 'agent'
}

function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  for (let number = 2; ; number++) if (!taken.includes(`${wanted}-${number}`)) return `${wanted}-${number}`
}

// Whether the tmux session of a job's agent is there, as its pane and its row say it. Pure.
import { endingOf } from '../../domain/jobs/deadlines.ts'
import type { Job } from '../../domain/jobs/job.ts'
import { findAgentPane, writablePane } from '../../io/tmux/agent-pane.ts'
import type { TmuxPane } from '../../io/tmux/panes.ts'
import type { TmuxView } from './session-watch.ts'

export type AgentPane = TmuxPane

/** Null where nothing is known, or nothing is to be said. */
export type SessionState = 'here' | 'gone' | 'silent' | null

/** @param otherServers the process ids of tmux servers that run besides the one that is watched */
export function sessionState({ record }: Job, tmux: TmuxView, otherServers: ReadonlySet<number>): SessionState {
  if (!record || tmux.phase === 'unknown') return null
  const found = findAgentPane(record, tmux.panes)
  if (found.kind === 'none') return null
  if (tmux.phase === 'silent') return 'silent'
  if (found.kind === 'pane') return 'here'
  const isElsewhere = record.pane?.server != null && otherServers.has(record.pane.server)
  return isElsewhere ? null : 'gone'
}

/** The same for a job whose agent should be at work: where it has ended, so may its session. */
export function sessionTrouble(job: Job, session: SessionState): 'gone' | 'silent' | null {
  return endingOf(job) || session === 'here' ? null : session
}

/** The pane into which a line for the agent goes; null when there is none, or it is not clear which one that is. */
export function paneForText({ record }: Job, { phase, panes }: TmuxView): TmuxPane | null {
  if (!record || phase !== 'known') return null
  const found = writablePane(findAgentPane(record, panes), panes)
  return 'pane' in found ? found.pane : null
}

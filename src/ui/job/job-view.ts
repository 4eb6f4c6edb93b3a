// What one pane shows of the store: narrow, so that a pane is redrawn only when its job changes.

import type { EmitOutcome } from '../../app/actions/emit-outcome.ts'
import type { DeckState } from '../../app/deck/deck-state.ts'
import { type SessionState, sessionState } from '../../app/tmux/session-state.ts'
import type { AskFile } from '../../domain/agents/ask-file.ts'
import type { JobFlags } from '../../domain/attention/job-flags.ts'
import { endingOf, statusAt } from '../../domain/jobs/deadlines.ts'
import type { Job, Status } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'

export interface PaneView {
  readonly job: Job
  readonly status: Status
  /** The time that the countdowns show; it stands still while the job's broker is out of reach. */
  readonly nowMs: number
  /** The present time, from which ages are counted. */
  readonly clockMs: number
  /** Since when the broker of a job that has not ended is out of reach; null while it is heard. */
  readonly deafSinceMs: number | null
  readonly wallOffsetMs: number
  readonly outcome: EmitOutcome | null
  readonly seen: boolean
  readonly flags: JobFlags
  /** When messages may have been missed, of whichever jobs. */
  readonly gaps: DeckState['gaps']
  /** The profile that the job is left over from while another one is connecting; null for none. */
  readonly leftOver: DeckState['leftOver']
  /** Whether the session of its agent is there. */
  readonly session: SessionState
  /** What its agent asks and can be answered from here; null for nothing. */
  readonly ask: AskFile | null
}

/** Null when the store does not know the job. */
export function paneView(state: DeckState, key: JobKey): PaneView | null {
  const job = state.jobs.get(key)
  if (!job) return null
  const deafSinceMs = endingOf(job) ? null : state.deafSinceMs
  return {
    job,
    status: statusAt(job, state.judgedMs),
    nowMs: deafSinceMs ?? state.nowMs,
    clockMs: state.nowMs,
    deafSinceMs,
    wallOffsetMs: state.wallOffsetMs,
    outcome: state.outcomes.get(key) ?? null,
    seen: state.jobs.isSeen(key),
    flags: state.jobs.flagsOf(key),
    gaps: state.gaps,
    leftOver: state.leftOver,
    session: sessionState(job, state.tmux, state.otherTmuxServers),
    ask: state.questions.get(key) ?? null,
  }
}

// The record of a session that people started themselves: it appears as a separate job (AGENTS.md §1).
import { basename } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import { defaultIdleTimeoutSec } from '../../domain/jobs/job.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { JobRecord } from '../../io/registry/record.ts'
import { registerJob } from '../../io/registry/register-job.ts'
import { readRecord } from '../../io/registry/registry.ts'
import { listPanes } from '../../io/tmux/panes.ts'
import type { SessionReportsOptions } from './session-reports.ts'

export interface AdoptOptions {
  readonly topicBase: string
  readonly clock: Clock
}

/** A session that nobody delegated has no deadline: it lasts as long as its person works. */
const timeoutSec = 7 * 24 * 3600

/** Makes the `adopt` of a `SessionReports`. It throws as `registerJob` and `readRecord`. */
export function adoptWith({ topicBase, clock }: AdoptOptions): SessionReportsOptions['adopt'] {
  return async ({ registryDir, jobId, agent, whereabouts: { cwd, tmuxPane } }): Promise<JobRecord> => {
    const panes = tmuxPane === null ? [] : await listPanes().catch(() => [])
    const pane = panes.find(({ id }) => id === tmuxPane)
    const request = {
      prompt: `session in ${basename(cwd ?? '') || '/'}`,
      agent,
      agentSession: pane ? `tmux:${pane.session}` : null,
      broker: null,
      topicBase,
      timeoutSec,
      idleTimeoutSec: defaultIdleTimeoutSec,
      expectedArtifacts: [],
      authToken: null,
      id: jobId,
      ownFields: pane ? { tmux_pane: pane.id, tmux_server: pane.server } : {},
    }
    await registerJob(registryDir, request, { clock })
    const record = await readRecord(registryDir, jobId)
    if (record) return record
    throw new JobdeckError('io', `the record of job ${jobId} vanished`, 'is another program changing the registry?')
  }
}

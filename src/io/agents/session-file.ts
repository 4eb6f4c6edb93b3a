// The session of a job's agent, kept so that the process that reports can be started anew at any time.

import { rmSync } from 'node:fs'
import { isReportingAgent } from '../../domain/agents/agent.ts'
import { type AgentSession, doneWhens } from '../../domain/agents/agent-session.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { jobSessionPath } from './hook-files.ts'
import { readPrivate, writePrivate } from './private-file.ts'

/** The session; null when none is kept, or when the file is not one of ours. */
export function readSession(stateDir: string, jobId: JobId): AgentSession | null {
  try {
    const session = JSON.parse(readPrivate(jobSessionPath(stateDir, jobId)) ?? 'null') as AgentSession | null
    const isSession =
      session !== null &&
      isReportingAgent(session.agent) &&
      doneWhens.includes(session.doneWhen) &&
      Array.isArray(session.open) &&
      typeof session.lastWords === 'string'
    return isSession ? session : null
  } catch {
    return null
  }
}

/** Keeps the session. Throws the system's error. */
export function saveSession(stateDir: string, jobId: JobId, session: AgentSession): void {
  writePrivate(jobSessionPath(stateDir, jobId), JSON.stringify(session))
}

/** The job has ended. */
export function forgetSession(stateDir: string, jobId: JobId): void {
  rmSync(jobSessionPath(stateDir, jobId), { force: true })
}

// Where the hooks of agents and the process that reports for them leave files for each other: calls below the state directory,
// sessions and questions below the registry, which is the only place that a question may be answered at (AGENTS.md §3).
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** Calls that nobody has taken yet. */
export function spoolDir(stateDir: string): string {
  return join(stateDir, 'hooks', 'calls')
}

/** Its time moves while a process takes the calls. */
export function reporterBeatPath(stateDir: string): string {
  return join(stateDir, 'hooks', 'reporter.beat')
}

export function reporterLockPath(stateDir: string): string {
  return join(stateDir, 'hooks', 'reporter.lock')
}

/** Its time is that of an agent's last call. */
export function heardPath(stateDir: string, agent: string): string {
  return join(stateDir, 'hooks', 'heard', agent)
}

/** What is known of the sessions of a job. */
export function jobSessionPath(stateDir: string, jobId: JobId): string {
  return join(stateDir, 'hooks', 'jobs', `${jobId}.json`)
}

/** Which job a session belongs to. A session id is any text, so the file is named by its hash. */
export function sessionPath(registryDir: string, sessionId: string): string {
  return join(registryDir, '.sessions', createHash('sha256').update(sessionId).digest('hex').slice(0, 32))
}

/** Questions and answers of a job; only its owner can write here. */
export function answersDir(registryDir: string, jobId: JobId): string {
  return join(registryDir, `${jobId}.answers`)
}

/** `requestId` is 32 hexadecimal digits. */
export function askPath(registryDir: string, jobId: JobId, requestId: string): string {
  return join(answersDir(registryDir, jobId), `${requestId}.ask.json`)
}

export function answerPath(registryDir: string, jobId: JobId, requestId: string): string {
  return join(answersDir(registryDir, jobId), `${requestId}.answer.json`)
}

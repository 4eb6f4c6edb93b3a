// Which job an agent's session belongs to (AGENTS.md §1): the environment of a hook may be that of another session's start, so the
// registry directory remembers what each session was when it began.
import { createHash } from 'node:crypto'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { sessionPath } from './hook-files.ts'
import { readPrivate, writeFirst } from './private-file.ts'

/** The job of a session; null when none is known. */
export function jobOfSession(registryDir: string, sessionId: string): JobId | null {
  return parseJobId(readPrivate(sessionPath(registryDir, sessionId))?.trim())
}

/** Remembers the job of a session. What is known already stays. Throws the system's error. */
export function rememberSession(registryDir: string, sessionId: string, jobId: JobId): void {
  writeFirst(sessionPath(registryDir, sessionId), `${jobId}\n`)
}

/**
 * Claims a job that was started for an agent: true for the first session, and for that session ever after. An agent that starts
 * another one hands its environment on, and the other one's session must not report for its job.
 */
export function claimJob(registryDir: string, jobId: JobId, sessionId: string): boolean {
  const claim = sessionPath(registryDir, `job:${jobId}`)
  const mine = createHash('sha256').update(sessionId).digest('hex')
  return writeFirst(claim, mine) || readPrivate(claim)?.trim() === mine
}

/** The job of a session that people started themselves: its id follows from the session's. */
export function jobIdOfSession(sessionId: string): JobId {
  const digest = createHash('sha256').update(sessionId).digest()
  const id = parseJobId(digest.readBigUInt64BE().toString(36).padStart(8, '0').slice(-8))
  if (id === null) throw new Error('a hash makes a valid id')
  return id
}

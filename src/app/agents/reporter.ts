// The process that reports for agents: it takes the calls of their hooks out of the spool, puts what follows into the outbox and
// sends it. Hooks start it when none is running; it ends when nothing has come for a while.
import { rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Report } from '../../domain/agents/agent-session.ts'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { reporterBeatPath, reporterLockPath, spoolDir } from '../../io/agents/hook-files.ts'
import { readCall, removeCall, waitingCalls } from '../../io/agents/spool.ts'
import { type Clock, sleep } from '../../io/clock/clock.ts'
import { makeDirectory } from '../../io/files/make-directory.ts'
import { type HeldLock, tryHoldLock } from '../../io/lock/held-lock.ts'
import type { JobReports, ReportingJob, SessionReports } from './session-reports.ts'
import { parseSpooled } from './spooled.ts'

export interface ReporterOptions {
  readonly stateDir: string
  readonly clock: Clock
  readonly sessions: SessionReports
  /** Puts an event into the outbox. Throws JobdeckError when it cannot be stored. */
  emit(job: ReportingJob, report: Report): Promise<void>
  /** How many events of a call are in the outbox already: this process may have been killed over it. */
  reportedOf(call: string): Promise<number>
  readonly onProblem: (problem: JobdeckError) => void
  readonly idleMs?: number
}

const defaultIdleMs = 30_000
const lookEveryMs = 100
const beatEveryMs = 1_000
const storeRetryMs = 2_000

/** Takes calls until none has come for 30 s; returns at once when another process does so already. Rejects as `tryHoldLock`. */
export async function runReporter(options: ReporterOptions): Promise<void> {
  const { stateDir, clock } = options
  let lock: HeldLock | null
  // A hook that saw this process alive has left its call before that: look once more after letting the lock go.
  do {
    lock = await tryHoldLock(reporterLockPath(stateDir), clock)
    if (!lock) return
    const stopBeat = beat(reporterBeatPath(stateDir), clock)
    try {
      await reportUntilIdle(options)
    } finally {
      stopBeat()
      lock.release()
    }
  } while (waitingCalls(spoolDir(stateDir)).length > 0)
}

function beat(path: string, clock: Clock): () => void {
  const write = () => writeFileSync(path, '', { mode: 0o600 })
  makeDirectory(dirname(path))
  write()
  const stop = clock.every(beatEveryMs, write)
  return () => {
    stop()
    rmSync(path, { force: true })
  }
}

async function reportUntilIdle(options: ReporterOptions): Promise<void> {
  const { stateDir, clock, sessions, idleMs = defaultIdleMs } = options
  const dir = spoolDir(stateDir)
  let busyMs = clock.monotonicMs()
  let isFirst = true
  while (clock.monotonicMs() - busyMs < idleMs || sessions.isWaiting) {
    for (const name of waitingCalls(dir)) {
      const known = isFirst ? await options.reportedOf(callOf(name)) : 0
      isFirst = false
      await takeOne(dir, name, known, options)
      busyMs = clock.monotonicMs()
    }
    for (const due of sessions.due()) await emitAll(due, null, 0, options)
    await sleep(clock, lookEveryMs)
  }
}

/** The name of a spooled file without its end tells its call apart from every other. */
function callOf(name: string): string {
  return name.replace(/\.json$/, '')
}

async function takeOne(dir: string, name: string, known: number, options: ReporterOptions): Promise<void> {
  const spooled = parseSpooled(readCall(dir, name))
  try {
    if (spooled) await emitAll(await options.sessions.take(spooled), callOf(name), known, options)
  } catch (error) {
    // A record that cannot be used stays like that: what comes next must not wait for it.
    options.onProblem(asFailure(error))
  }
  removeCall(dir, name)
}

async function emitAll(
  { reports, keep, ...job }: JobReports,
  call: string | null,
  known: number,
  options: ReporterOptions,
): Promise<void> {
  for (const report of reports.slice(known))
    await emitPatiently(job, call === null ? report : { ...report, data: { ...report.data, call } }, options)
  keep()
}

/** A disk that is full will have room again, and what an agent has said is not said twice. */
async function emitPatiently(
  job: ReportingJob,
  report: Report,
  { emit, onProblem, clock }: ReporterOptions,
): Promise<void> {
  for (;;) {
    try {
      await emit(job, report)
      return
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code !== 'io') throw failure
      onProblem(failure)
      await sleep(clock, storeRetryMs)
    }
  }
}

function asFailure(error: unknown): JobdeckError {
  return error instanceof JobdeckError ? error : new JobdeckError('io', describeError(error))
}

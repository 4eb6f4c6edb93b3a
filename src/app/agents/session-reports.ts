// Turns what waits in the spool into events of its job. Keeps the session of each job, over restarts too.

import { isReportingAgent, meaningOf, type ReportingAgent } from '../../domain/agents/agent.ts'
import {
  type AgentSession,
  newAgentSession,
  onAnswer,
  onHookCall,
  progressDueMs,
  type Report,
  type Step,
  tick,
} from '../../domain/agents/agent-session.ts'
import { exitReport } from '../../domain/agents/exit-report.ts'
import { isTerminal } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { removeQuestion } from '../../io/agents/questions.ts'
import { forgetSession, readSession, saveSession } from '../../io/agents/session-file.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { JobRecord } from '../../io/registry/record.ts'
import { readRecord } from '../../io/registry/registry.ts'
import { missingArtifacts } from './artifacts.ts'
import { doneWhenOf, isTrustedWithInput } from './record-choices.ts'
import type { Spooled } from './spooled.ts'

/** A job whose agent is reporting. */
export interface ReportingJob {
  readonly registryDir: string
  readonly jobId: JobId
}

/** What is to be emitted for a job, in order. */
export interface JobReports extends ReportingJob {
  readonly reports: readonly Report[]
  /** Call it once they are in the outbox: until then a restarted process derives them again. */
  keep(): void
}

type Call = Extract<Spooled, { kind: 'call' }>

export interface SessionReportsOptions {
  readonly stateDir: string
  readonly clock: Clock
  /** Registers a session that people started themselves. */
  adopt(call: Call): Promise<JobRecord>
}

export class SessionReports {
  readonly #options: SessionReportsOptions
  readonly #sessions = new Map<JobId, { readonly job: ReportingJob; readonly session: AgentSession }>()

  constructor(options: SessionReportsOptions) {
    this.#options = options
  }

  /** What follows from one file of the spool. Throws JobdeckError when the job's record cannot be read or written. */
  async take(spooled: Spooled): Promise<JobReports> {
    const { registryDir, jobId } = spooled
    const record = await this.#recordFor(spooled)
    const session = this.#sessionOf(spooled, record)
    const step = await this.#step(session, spooled, record)
    const reports = withWholeInput(step.reports, spooled, record)
    for (const { requestId } of session.open)
      if (requestId !== null && !step.session.open.some((each) => each.requestId === requestId))
        removeQuestion(registryDir, jobId, requestId)
    const job = { registryDir, jobId }
    const isOver = session.isOver || reports.some(({ event }) => isTerminal(event))
    return { ...job, reports, keep: () => this.#keep(job, isLast(spooled) ? null : { ...step.session, isOver }) }
  }

  /** The progress that is due. */
  due(): readonly JobReports[] {
    const nowMs = this.#options.clock.wallMs()
    const all: JobReports[] = []
    for (const { job, session } of this.#sessions.values()) {
      const step = tick(session, nowMs)
      if (step.reports.length === 0) continue
      all.push({ ...job, reports: step.reports, keep: () => this.#keep(job, step.session) })
    }
    return all
  }

  /** Whether progress waits for its time. */
  get isWaiting(): boolean {
    return [...this.#sessions.values()].some(({ session }) => progressDueMs(session) !== null)
  }

  async #recordFor(spooled: Spooled): Promise<JobRecord | null> {
    const record = await readRecord(spooled.registryDir, spooled.jobId)
    const isNew = record === null && spooled.kind === 'call' && spooled.origin === 'self-started'
    return isNew ? await this.#options.adopt(spooled) : record
  }

  #sessionOf({ jobId, agent }: Spooled, record: JobRecord | null): AgentSession {
    const known = this.#sessions.get(jobId)?.session ?? readSession(this.#options.stateDir, jobId)
    if (known) return known
    // Only the exit of a program without hooks is reported for any other agent.
    const reporting: ReportingAgent = isReportingAgent(agent) ? agent : 'claude-code'
    return newAgentSession(reporting, doneWhenOf(record))
  }

  /** Null: nothing more will come of it. */
  #keep(job: ReportingJob, session: AgentSession | null): void {
    const { stateDir } = this.#options
    if (session === null) {
      this.#sessions.delete(job.jobId)
      forgetSession(stateDir, job.jobId)
    } else {
      this.#sessions.set(job.jobId, { job, session })
      saveSession(stateDir, job.jobId, session)
    }
  }

  async #step(session: AgentSession, spooled: Spooled, record: JobRecord | null): Promise<Step> {
    const { atMs } = spooled
    if (spooled.kind === 'answered') return onAnswer(session, spooled, atMs)
    if (spooled.kind === 'start') {
      const detail = `${spooled.agent} started`
      return { session, reports: [{ event: 'started', detail, data: { by: 'wrapper' } }] }
    }
    const artifacts = record?.expected_artifacts ?? []
    if (spooled.kind === 'exit') {
      const ended = { ...session, open: [], waiting: null }
      if (session.isOver) return { session: ended, reports: [] }
      const missing = await missingArtifacts(spooled.registryDir, artifacts)
      return { session: ended, reports: [exitReport(spooled, session, missing)] }
    }
    const step = onHookCall(session, spooled.call, spooled.ask, atMs)
    if (step.completesByArtifacts && (await missingArtifacts(spooled.registryDir, artifacts)).length === 0)
      return completed(step, step.session.lastWords || 'all artifacts are there')
    return isLast(spooled) ? completed(step, step.session.lastWords || 'the session has ended') : step
  }
}

/** The program has exited, or the session that has none of ours around it has ended. */
function isLast(spooled: Spooled): boolean {
  if (spooled.kind === 'exit') return true
  if (spooled.kind !== 'call' || spooled.origin !== 'self-started') return false
  return meaningOf(spooled.agent, spooled.call.event) === 'session-ends'
}

function completed({ session }: Step, detail: string): Step {
  return {
    session: { ...session, open: [], waiting: null },
    reports: [{ event: 'completed', detail, data: { by: 'hook' } }],
  }
}

/** What is being allowed, whole, where the broker may be trusted with it: a person on another machine sees it. */
function withWholeInput(reports: readonly Report[], spooled: Spooled, record: JobRecord | null): readonly Report[] {
  if (spooled.kind !== 'call' || spooled.ask === null || !isTrustedWithInput(record)) return reports
  const { toolInput } = spooled.call
  return reports.map((report) => {
    const { ask } = report.data
    return typeof ask === 'object' && ask !== null
      ? { ...report, data: { ...report.data, ask: { ...ask, input: toolInput } } }
      : report
  })
}

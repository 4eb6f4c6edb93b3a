// One session of an agent as its hooks tell it, and what its job reports of that (AGENTS.md §2): a pure state machine. Progress
// is reported at most once in five seconds, the latest is never lost; questions and ends are reported at once.
import type { EventType } from '../protocol/event.ts'
import { meaningOf, type ReportingAgent } from './agent.ts'
import type { HookCall } from './hook-call.ts'
import { firstWords } from './redact.ts'
import { toolWords } from './tool-words.ts'

/** When a job counts as completed: when its program exits, its turn ends, its artifacts are there, or a person says so. */
export const doneWhens = ['exit', 'turn', 'artifacts', 'manual'] as const
export type DoneWhen = (typeof doneWhens)[number]

/** What an answer must name (AGENTS.md §3). */
export interface Ask {
  /** 128 random bits, hexadecimal. */
  readonly requestId: string
  readonly tool: string
  /** SHA-256 of what is being allowed, hexadecimal. */
  readonly inputHash: string
  /** Epoch milliseconds; after that no answer counts. */
  readonly expiresAtMs: number
}

/** How an open question ended. */
export interface Answered {
  readonly requestId: string
  readonly how: 'allowed' | 'denied' | 'withdrawn'
  /** Who answered, such as `deck` or `terminal`. */
  readonly by: string
}

/** What becomes the next event of the job. */
export interface Report {
  readonly event: EventType
  readonly detail: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A question that nobody has answered yet. */
export interface OpenQuestion {
  /** Null for one that is answered only in the terminal. */
  readonly requestId: string | null
  /** The tool call that it is about, to know it again when it is done; null when the agent does not say. */
  readonly toolCall: string | null
  readonly report: Report
}

export interface AgentSession {
  readonly agent: ReportingAgent
  readonly doneWhen: DoneWhen
  /** When progress was reported last, on any timeline that the caller keeps to. */
  readonly progressMs: number | null
  /** Progress that waits: for its time, or for the answer to a question. */
  readonly waiting: Report | null
  /** The newest last. Subagents may ask while another question is open. */
  readonly open: readonly OpenQuestion[]
  /** Why the last turn failed: it explains the exit status. */
  readonly failure: string | null
  /** What the last turn ended with. */
  readonly lastWords: string
  /** Whether the job has been reported as ended: the exit of its program says nothing more. */
  readonly isOver: boolean
}

export interface Step {
  readonly session: AgentSession
  readonly reports: readonly Report[]
  /** Look whether all artifacts are there: then the job is completed, else its turn has ended. */
  readonly completesByArtifacts?: true
}

export const progressEveryMs = 5_000

export function newAgentSession(agent: ReportingAgent, doneWhen: DoneWhen): AgentSession {
  return { agent, doneWhen, progressMs: null, waiting: null, open: [], failure: null, lastWords: '', isOver: false }
}

/** When the progress that waits is due; null when none waits for its time. */
export function progressDueMs({ waiting, progressMs, open }: AgentSession): number | null {
  return waiting === null || open.length > 0 ? null : (progressMs ?? 0) + progressEveryMs
}

/** Reports the progress that waits, when it is due. */
export function tick(session: AgentSession, nowMs: number): Step {
  const dueMs = progressDueMs(session)
  if (session.waiting === null || dueMs === null || nowMs < dueMs) return nothing(session)
  return { session: { ...session, waiting: null, progressMs: nowMs }, reports: [session.waiting] }
}

/** What follows from a call of a hook. `ask`: the hook waits for an answer. */
export function onHookCall(session: AgentSession, call: HookCall, ask: Ask | null, nowMs: number): Step {
  const isMain = call.subagent === null
  switch (meaningOf(session.agent, call.event)) {
    case 'prompt':
      return isMain
        ? now({ ...withoutQuestions(session), failure: null }, 'started', 'prompt received')
        : nothing(session)
    case 'tool-begins':
      return isQuestion(call.tool) ? asking(session, call, null) : toolProgress(session, call, nowMs)
    case 'tool-done':
      return toolDone(session, call, nowMs)
    case 'asks':
      return asking(session, call, ask)
    case 'denied':
      return now(session, 'permission_required', `denied by the agent's own rules: ${wordsOf(call)}`, {
        kind: 'denied',
      })
    case 'notice':
      return call.kind === 'ToolPermission' ? asking(session, call, null) : nothing(session)
    case 'answered-elsewhere':
      return answeredElsewhere(session)
    case 'turn-ended':
      return isMain ? onTurnEnd(withoutQuestions(session), call, nowMs) : nothing(session)
    case 'turn-failed':
      return isMain ? onFailure(withoutQuestions(session), call) : nothing(session)
    case 'session-begins':
    case 'session-ends':
    case null:
      return nothing(session)
  }
}

/** The answer to a question, or its withdrawal. An answer to a question that is no longer open says nothing. */
export function onAnswer(session: AgentSession, { requestId, how, by }: Answered, nowMs: number): Step {
  const question = session.open.find((each) => each.requestId === requestId)
  if (!question) return nothing(session)
  const detail = how === 'withdrawn' ? `answered in the ${by}` : `${how} by the ${by}`
  return close(session, question, progress(detail, { answer: { request_id: requestId, how, by } }), nowMs)
}

const turnEnded = { kind: 'turn_ended' } as const

function nothing(session: AgentSession): Step {
  return { session, reports: [] }
}

function withoutQuestions(session: AgentSession): AgentSession {
  return session.open.length === 0 ? session : { ...session, open: [] }
}

/** Reports at once; progress that waits is older, and no longer news. */
function now(session: AgentSession, event: EventType, detail: string, data: Report['data'] = {}): Step {
  return { session: { ...session, waiting: null }, reports: [report(event, detail, data)] }
}

function report(event: EventType, detail: string, data: Report['data']): Report {
  return { event, detail, data: { ...data, by: 'hook' } }
}

function progress(detail: string, data: Report['data']): Report {
  return report('progress', detail, data)
}

function wordsOf({ tool, toolInput, message }: HookCall): string {
  return tool === null ? firstWords(message ?? 'a permission') : toolWords(tool, toolInput)
}

/** Tools that are a question to the user, and are answered only in the terminal. */
function isQuestion(tool: string | null): boolean {
  return tool === 'AskUserQuestion' || tool === 'ExitPlanMode'
}

function toolCallOf({ tool, toolInput }: HookCall): string | null {
  return tool === null ? null : JSON.stringify([tool, toolInput])
}

function asking(session: AgentSession, call: HookCall, ask: Ask | null): Step {
  const data = ask && {
    request_id: ask.requestId,
    tool: ask.tool,
    input_hash: ask.inputHash,
    expires_at: new Date(ask.expiresAtMs).toISOString(),
  }
  const asked = report('permission_required', wordsOf(call), data ? { kind: 'ask', ask: data } : { kind: 'ask' })
  const question = { requestId: ask?.requestId ?? null, toolCall: toolCallOf(call), report: asked }
  return { session: { ...session, waiting: null, open: [...session.open, question] }, reports: [asked] }
}

/** The deck stops asking at once, or asks what is still open. */
function close(session: AgentSession, question: OpenQuestion, after: Report, nowMs: number): Step {
  const open = session.open.filter((each) => each !== question)
  const next = open.at(-1)
  if (next) return { session: { ...session, open, waiting: after }, reports: [next.report] }
  return { session: { ...session, open, waiting: null, progressMs: nowMs }, reports: [after] }
}

function toolProgress(session: AgentSession, call: HookCall, nowMs: number): Step {
  const report = toolReport(session, call)
  const { progressMs, open } = session
  // Any event would take an open question off the screen.
  if (open.length > 0 || (progressMs !== null && nowMs < progressMs + progressEveryMs))
    return nothing({ ...session, waiting: report })
  return { session: { ...session, waiting: null, progressMs: nowMs }, reports: [report] }
}

/** A tool that is done was allowed: in the terminal, if nobody has heard of an answer. */
function toolDone(session: AgentSession, call: HookCall, nowMs: number): Step {
  const toolCall = toolCallOf(call)
  const question = session.open.find((each) => each.toolCall === null || each.toolCall === toolCall)
  return question ? close(session, question, toolReport(session, call), nowMs) : toolProgress(session, call, nowMs)
}

function toolReport(session: AgentSession, call: HookCall): Report {
  const state = meaningOf(session.agent, call.event) === 'tool-begins' ? 'running' : 'done'
  return progress(wordsOf(call), { tool: { name: call.tool ?? 'tool', state } })
}

function answeredElsewhere(session: AgentSession): Step {
  return now(withoutQuestions(session), 'permission_required', 'interrupted: waiting for you', turnEnded)
}

function onTurnEnd(session: AgentSession, call: HookCall, nowMs: number): Step {
  const words = call.message === null ? '' : firstWords(call.message)
  if (call.backgroundTasks > 0) {
    const detail = `waiting for ${call.backgroundTasks} background task${call.backgroundTasks === 1 ? '' : 's'}`
    return { session: { ...session, waiting: null, progressMs: nowMs }, reports: [progress(detail, {})] }
  }
  const ended = { ...session, lastWords: words }
  switch (session.doneWhen) {
    case 'turn':
      return now(ended, 'completed', words || 'turn ended')
    case 'artifacts':
      return { ...turnEnd(ended, words), completesByArtifacts: true }
    case 'exit':
      // The program goes on, or ends in a moment: nobody has to do anything.
      return { session: { ...ended, waiting: null, progressMs: nowMs }, reports: [progress(words || 'turn ended', {})] }
    case 'manual':
      return turnEnd(ended, words)
  }
}

function turnEnd(session: AgentSession, words: string): Step {
  return now(session, 'permission_required', words || 'turn ended: waiting for you', turnEnded)
}

/**
 * A turn that failed ends the job only where the turn is the job. Else the agent waits for a person, who can try again: an
 * `error` would end the job for good (PROTOCOL.md §3).
 */
function onFailure(session: AgentSession, call: HookCall): Step {
  const reason = failureWords(call)
  const failed = { ...session, failure: reason }
  const data = { kind: 'failed', reason: call.kind ?? 'unknown' }
  return now(failed, session.doneWhen === 'turn' ? 'error' : 'permission_required', reason, data)
}

const failures: Readonly<Record<string, string>> = {
  rate_limit: 'rate limit reached',
  authentication_failed: 'the login has expired',
  billing_error: 'the account has a billing problem',
  invalid_request: 'the API refused the request',
  server_error: 'the API failed',
  overloaded: 'the API is overloaded',
  max_output_tokens: 'the answer was too long',
}

function failureWords({ kind, message }: HookCall): string {
  const known = kind !== null && Object.hasOwn(failures, kind) ? failures[kind] : undefined
  const words = message === null ? '' : firstWords(message)
  return [known ?? kind ?? 'the turn failed', words].filter((part) => part !== '').join(': ')
}

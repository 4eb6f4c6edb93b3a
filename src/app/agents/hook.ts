// What an agent's hook does: it leaves the call in the spool, and where the agent asks for permission, waits for the answer
// (AGENTS.md §1–3). It never fails the agent, never prints anything but an answer, and needs no broker, lock or database.

import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { meaningOf, type ReportingAgent } from '../../domain/agents/agent.ts'
import type { AskFile } from '../../domain/agents/ask-file.ts'
import { type HookCall, parseHookCall } from '../../domain/agents/hook-call.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { heardPath, spoolDir } from '../../io/agents/hook-files.ts'
import { writePrivate } from '../../io/agents/private-file.ts'
import { leaveAsk } from '../../io/agents/questions.ts'
import { claimJob, jobIdOfSession, jobOfSession, rememberSession } from '../../io/agents/sessions.ts'
import { spoolCall } from '../../io/agents/spool.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { Spooled } from './spooled.ts'

export interface HookOptions {
  readonly agent: ReportingAgent
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly home: string
  readonly stateDir: string
  readonly clock: Clock
  /** For how long an answer may be waited for, in milliseconds; 0 never waits. */
  readonly waitMs: number
}

/** A file of this name in a directory, or in one above it, keeps sessions there from being reported. */
const hooksOffFile = '.jobdeck-no-hooks'

/** What a hook goes on with: the question that it waits for; null when there is nothing to wait for. */
export interface OpenHook {
  readonly registryDir: string
  readonly ask: AskFile
  /** Tells the reporter how the question has ended. */
  settle(how: 'allowed' | 'denied' | 'withdrawn', by: string): void
}

/** Takes a call. Throws the system's error when it cannot be left in the spool. */
export function takeHookCall(text: string, options: HookOptions): OpenHook | null {
  const { agent, env, cwd, home, stateDir, clock } = options
  const call = parseHookCall(text)
  if (call === null) return null
  writePrivate(heardPath(stateDir, agent), `${call.event}\n`)
  const at = call.cwd ?? cwd
  const startedHere = parseJobId(env.JOBDECK_JOB_ID)
  const registryDir = registryDirFor(env.JOBDECK_REGISTRY_DIR, at, home)
  if (startedHere === null && isSwitchedOff(at)) return null
  const { jobId, origin } = jobOf(call, registryDir, startedHere)
  const spool = (item: Spooled) => spoolCall(spoolDir(stateDir), item)
  const facts = { registryDir, jobId, agent }
  const ask = askOf(call, { ...options, jobId })
  if (ask) leaveAsk(registryDir, ask)
  const whereabouts = { cwd: at, tmuxPane: env.TMUX_PANE ?? null }
  spool({ ...facts, kind: 'call', call, ask, origin, whereabouts, atMs: clock.wallMs() })
  if (ask === null) return null
  return {
    registryDir,
    ask,
    settle: (how, by) => spool({ ...facts, kind: 'answered', requestId: ask.requestId, how, by, atMs: clock.wallMs() }),
  }
}

interface SessionJob {
  readonly jobId: JobId
  readonly origin: 'run' | 'self-started'
}

/** A session that is known stays with its job. A new one belongs to the job that it was started for, unless another session does. */
function jobOf(call: HookCall, registryDir: string, startedFor: JobId | null): SessionJob {
  const { sessionId } = call
  const known = jobOfSession(registryDir, sessionId)
  if (known !== null) return { jobId: known, origin: known === startedFor ? 'run' : 'self-started' }
  const own = jobIdOfSession(sessionId)
  if (startedFor === null) return { jobId: own, origin: 'self-started' }
  // After /clear or a compaction the same program goes on under another session id.
  const goesOn = call.event === 'SessionStart' && ['clear', 'compact', 'resume'].includes(call.kind ?? '')
  const isOurs = goesOn || claimJob(registryDir, startedFor, sessionId)
  const jobId = isOurs ? startedFor : own
  rememberSession(registryDir, sessionId, jobId)
  return { jobId, origin: isOurs ? 'run' : 'self-started' }
}

function askOf(
  call: HookCall,
  { agent, clock, waitMs, jobId }: HookOptions & { readonly jobId: JobId },
): AskFile | null {
  if (waitMs === 0 || meaningOf(agent, call.event) !== 'asks') return null
  const { tool, toolInput, cwd } = call
  const askedAtMs = clock.wallMs()
  return {
    requestId: randomBytes(16).toString('hex'),
    jobId,
    agent,
    tool: tool ?? 'tool',
    toolInput,
    inputHash: createHash('sha256')
      .update(JSON.stringify([tool, toolInput]))
      .digest('hex'),
    cwd,
    askedAtMs,
    expiresAtMs: askedAtMs + waitMs,
  }
}

/** A hook is called wherever its agent works, so it looks upwards; it makes no registry in a place that has none. */
function registryDirFor(given: string | undefined, cwd: string, home: string): string {
  if (given) return resolve(cwd, given)
  for (const at of upwards(cwd))
    for (const name of ['.mam/jobs', '.hermes/jobs']) if (existsSync(join(at, name))) return join(at, name)
  return join(home, '.mam/jobs')
}

function isSwitchedOff(cwd: string): boolean {
  return upwards(cwd).some((at) => existsSync(join(at, hooksOffFile)))
}

function upwards(cwd: string): readonly string[] {
  const all: string[] = []
  for (let at = resolve(cwd); ; at = dirname(at)) {
    all.push(at)
    if (dirname(at) === at) return all
  }
}

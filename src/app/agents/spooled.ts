// What waits in the spool for the process that reports: written by hooks and by the wrapper of `jobdeck run`, read with suspicion.

import { isReportingAgent, type ReportingAgent } from '../../domain/agents/agent.ts'
import type { Answered, Ask } from '../../domain/agents/agent-session.ts'
import type { HookCall } from '../../domain/agents/hook-call.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'

interface SpooledFacts {
  readonly registryDir: string
  readonly jobId: JobId
  readonly atMs: number
}

/** Where a session that people started themselves runs. */
export interface Whereabouts {
  readonly cwd: string | null
  /** Such as `%12`. */
  readonly tmuxPane: string | null
}

export type Spooled = SpooledFacts &
  (
    | {
        readonly kind: 'call'
        readonly agent: ReportingAgent
        readonly call: HookCall
        readonly ask: Ask | null
        readonly origin: 'run' | 'self-started'
        readonly whereabouts: Whereabouts
      }
    | ({ readonly kind: 'answered'; readonly agent: ReportingAgent } & Answered)
    | { readonly kind: 'start'; readonly agent: string }
    | {
        readonly kind: 'exit'
        readonly agent: string
        readonly status: number | null
        readonly signal: string | null
        /** Why the program could not be started; null when it was. */
        readonly failure: string | null
      }
  )

/** A file of the spool as what it says; null when it is nothing of ours. */
export function parseSpooled(value: unknown): Spooled | null {
  if (typeof value !== 'object' || value === null) return null
  const { kind, registryDir, jobId, atMs, agent } = value as Partial<Record<string, unknown>>
  if (typeof registryDir !== 'string' || parseJobId(jobId) === null || typeof atMs !== 'number') return null
  if (typeof agent !== 'string') return null
  switch (kind) {
    case 'call':
    case 'answered':
      return isReportingAgent(agent) ? (value as Spooled) : null
    case 'start':
    case 'exit':
      return value as Spooled
    default:
      return null
  }
}

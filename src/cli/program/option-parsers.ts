// One parser for each kind of value on the command line. Each throws JobdeckError `usage`.

import { isReportingAgent, type ReportingAgent, reportingAgents } from '../../domain/agents/agent.ts'
import { type DoneWhen, doneWhens } from '../../domain/agents/agent-session.ts'
import { JobdeckError } from '../../domain/failure.ts'
import type { RecordStatus } from '../../domain/jobs/job.ts'
import { type EventType, eventTypes } from '../../domain/protocol/event.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { formatDuration, parseDuration } from '../../domain/text/duration.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { isRfc3339, parseUtcStamp } from '../../domain/text/timestamp.ts'

export const recordStatuses: readonly RecordStatus[] = ['pending', 'running', 'completed', 'error', 'cancelled']

const maxWaitSec = 24 * 3600

/** A duration option in seconds. Commander also passes the previous value, which is ignored. */
export const duration = (text: string): number => parseDuration(text)

/** A time to wait for the broker, in seconds: a day at most. */
export function waitLimit(text: string): number {
  const seconds = parseDuration(text)
  if (seconds <= maxWaitSec) return seconds
  throw wrong(text, 'is too long', `use at most ${formatDuration(maxWaitSec)}`)
}

/** One or more job ids, as commander collects a variadic argument. */
export function jobId(text: string, previous?: readonly JobId[]): readonly JobId[] {
  return [...(previous ?? []), oneJobId(text)]
}

/** One job id. */
export function oneJobId(text: string): JobId {
  const id = parseJobId(text)
  if (id) return id
  throw wrong(text, 'is not a valid job id', 'use 1 to 64 characters of A-Z a-z 0-9 _ -')
}

/** The number of an entry in the outbox. */
export function entryId(text: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (value > 0) return value
  throw wrong(text, 'is not the number of an entry', 'jobdeck outbox list shows them')
}

/** Several of them, as commander collects a variadic argument. */
export function entryIds(text: string, previous?: readonly number[]): readonly number[] {
  return [...(previous ?? []), entryId(text)]
}

/** An event's kind. */
export function eventType(text: string): EventType {
  const known = eventTypes.find((candidate) => candidate === text)
  if (known) return known
  throw wrong(text, 'is not a valid event', `choose one of ${eventTypes.join(', ')}`)
}

/** One or more statuses of records. */
export function recordStatus(text: string, previous?: readonly RecordStatus[]): readonly RecordStatus[] {
  const known = recordStatuses.find((candidate) => candidate === text)
  if (known) return [...(previous ?? []), known]
  throw wrong(text, 'is not a valid status', `choose one of ${recordStatuses.join(', ')}`)
}

/** A TCP port. */
export function port(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (value <= 65_535) return value
  throw wrong(text, 'is not a valid port', 'use a number from 0 (any free port) to 65535')
}

/** How many agents the demo simulates. */
export function agentCount(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 500) return value
  throw wrong(text, 'is not a valid number of agents', 'use a whole number from 1 to 500')
}

/** How much faster than real time the demo runs. */
export function speed(text: string): number {
  const value = Number(text)
  if (value >= 0.1 && value <= 100) return value
  throw wrong(text, 'is not a valid speed', 'use a number from 0.1 to 100')
}

/** An option that can be repeated. */
export function repeated(text: string, previous?: readonly string[]): readonly string[] {
  return [...(previous ?? []), text]
}

function wrong(text: string, problem: string, hint: string): JobdeckError {
  return new JobdeckError('usage', `"${safeLine(text, 80)}" ${problem}`, hint)
}

/** The answer to an agent's question. */
export function answerBehavior(text: string): 'allow' | 'deny' {
  if (text === 'allow' || text === 'deny') return text
  throw wrong(text, 'is not an answer', 'choose one of allow, deny')
}

/** What completes a job. */
export function doneWhen(text: string): DoneWhen {
  const known = doneWhens.find((each) => each === text)
  if (known) return known
  throw wrong(text, 'is not a way to be done', `choose one of ${doneWhens.join(', ')}`)
}

/** An agent whose hooks jobdeck understands. */
export function reportingAgent(text: string): ReportingAgent {
  if (isReportingAgent(text)) return text
  throw wrong(text, 'is not an agent with hooks', `choose one of ${reportingAgents.join(', ')}`)
}

/** A moment: how long ago (`90m`), or a time stamp of RFC 3339. */
export function moment(text: string): { readonly agoSec: number } | { readonly atMs: number } {
  const atMs = isRfc3339(text) ? parseUtcStamp(text) : null
  if (atMs !== null) return { atMs }
  if (/^[\dhms]+$/.test(text)) return { agoSec: parseDuration(text) }
  throw wrong(text, 'is not a moment', 'write how long ago, such as 90m, or a time such as 2026-06-19T09:30:00Z')
}

/** How much faster than in reality a replay goes. */
export function replaySpeed(text: string): number {
  const value = Number(text)
  if (value >= 1 && value <= 1_000) return value
  throw wrong(text, 'is not a valid speed', 'use a number from 1 to 1000')
}

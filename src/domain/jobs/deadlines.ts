// A job at a point in time: its two countdowns, whether one has run out, and the status that is shown.
// Every time is a receive time on the monotonic timeline (PROTOCOL.md §3). `nowMs` is always a parameter; where a limit is judged
// it is the time up to which the broker has been heard, because what nobody hears is not silent (UX.md §1).
import { defaultIdleTimeoutSec, defaultTimeoutSec, type Ending, hasEnded, type Job, type Status } from './job.ts'

/** At or below this fraction of its limit a countdown is about to run out. */
export const urgentFraction = 0.15

export interface Countdown {
  readonly limitSec: number
  readonly endsMs: number
  /** From here on it is about to run out. */
  readonly urgentFromMs: number
  /** Milliseconds until `endsMs`, never negative, never more than the limit. */
  readonly leftMs: number
  /** From 1 (all of the limit is left) to 0. */
  readonly fraction: number
  readonly passed: boolean
  /** True when the limit is the reference's default because the job has no record. */
  readonly assumed: boolean
}

export interface Timeout {
  readonly limit: 'total' | 'idle'
  readonly sinceMs: number
}

/** How the job ended: by its first terminal event, else by what its record says; null while it has not. */
export function endingOf(job: Job): Ending | null {
  if (job.ending) return job.ending
  if (!job.record || !hasEnded(job.record.status)) return null
  return { kind: job.record.status, atMs: job.record.updatedMs, detail: '', late: false }
}

/** The total clock starts with the record, else with the first event received. */
function totalStartMs(job: Job): number | null {
  return job.record?.createdMs ?? job.firstEventMs
}

/** The idle clock starts with each event, and when a broker that was out of reach is heard again. */
function idleStartMs({ lastEventMs, idleFromMs }: Job): number | null {
  return lastEventMs === null || idleFromMs === null ? lastEventMs : Math.max(lastEventMs, idleFromMs)
}

function totalLimitSec({ record }: Job): number {
  return record?.timeoutSec ?? defaultTimeoutSec
}

function idleLimitSec(job: Job): number {
  const limitSec = job.record?.idleTimeoutSec ?? defaultIdleTimeoutSec
  return runningTool(job) ? Math.max(limitSec, toolHoldSec) : limitSec
}

function countdown(startMs: number | null, limitSec: number, nowMs: number, job: Job): Countdown | null {
  if (startMs === null) return null
  const limitMs = limitSec * 1000
  const endsMs = startMs + limitMs
  const leftMs = Math.min(limitMs, Math.max(0, endsMs - nowMs))
  return {
    limitSec,
    endsMs,
    urgentFromMs: endsMs - urgentFraction * limitMs,
    leftMs,
    fraction: limitMs > 0 ? leftMs / limitMs : 0,
    passed: nowMs >= endsMs,
    assumed: job.record === null,
  }
}

/**
 * A tool that runs holds the idle clock: its agent has nothing to say meanwhile (AGENTS.md §1). Not for ever: a tool that hangs
 * is found after so long.
 */
export const toolHoldSec = 30 * 60

/** Since when a tool has been running, and which; null when none is. */
export function runningTool({ latest, lastEventMs }: Job): { readonly name: string; readonly sinceMs: number } | null {
  if (!latest?.tool || latest.receivedMs !== lastEventMs) return null
  return { name: latest.tool, sinceMs: latest.receivedMs }
}

/** Both countdowns; null for one that does not run: both when the job has ended, the idle one before the first event. */
export function countdownsAt(job: Job, nowMs: number): { total: Countdown | null; idle: Countdown | null } {
  if (endingOf(job)) return { total: null, idle: null }
  return {
    total: countdown(totalStartMs(job), totalLimitSec(job), nowMs, job),
    idle: countdown(idleStartMs(job), idleLimitSec(job), nowMs, job),
  }
}

/** Which limit has run out; the total one first, because no event but a terminal one ends it. */
export function timeoutAt(job: Job, nowMs: number): Timeout | null {
  return endingOf(job) ? null : brokenLimitAt(job, nowMs)
}

/** Which limit has run out, also of a job that has ended. */
export function brokenLimitAt(job: Job, nowMs: number): Timeout | null {
  const totalEndsMs = endsAt(totalStartMs(job), totalLimitSec(job))
  if (nowMs >= totalEndsMs) return { limit: 'total', sinceMs: totalEndsMs }
  return isIdleAt(job, nowMs) ? { limit: 'idle', sinceMs: idleEndsMs(job) } : null
}

/** Whether the idle limit has run out, whatever else the job is. */
export function isIdleAt(job: Job, nowMs: number): boolean {
  return nowMs >= idleEndsMs(job)
}

function idleEndsMs(job: Job): number {
  return endsAt(idleStartMs(job), idleLimitSec(job))
}

function endsAt(startMs: number | null, limitSec: number): number {
  return startMs === null ? Number.POSITIVE_INFINITY : startMs + limitSec * 1000
}

/** Since when and for what the job needs the user; null when it does not. */
export function needsYou(job: Job): { readonly sinceMs: number; readonly request: string } | null {
  if (!job.request || endingOf(job)) return null
  return { sinceMs: job.request.receivedMs, request: job.request.detail }
}

/**
 * Since when and for what a job asks although it has ended; null when it does not. Its status stays (PROTOCOL.md §3), but anyone who
 * sent that waits for an answer.
 */
export function asksAfterEnd(job: Job): { readonly sinceMs: number; readonly request: string } | null {
  const ending = endingOf(job)
  if (!ending || !job.request) return null
  // An end that came as an event has answered what was asked before it; one that a record has noted is known to the second.
  if (job.ending === null && job.request.receivedMs < ending.atMs + 1000) return null
  return { sinceMs: job.request.receivedMs, request: job.request.detail }
}

/** The status by precedence: ended > needs you > timed out > running > pending (PROTOCOL.md §3). */
export function statusAt(job: Job, nowMs: number): Status {
  const ending = endingOf(job)
  if (ending) return ending.kind
  if (needsYou(job)) return 'needs-you'
  if (timeoutAt(job, nowMs)) return 'timed-out'
  return job.latest || job.record?.status === 'running' ? 'running' : 'pending'
}

// Builders for the tests of the job room: a test names only what its case is about.
import { fold, newJob } from '../../../src/domain/jobs/fold.ts'
import type { Job, RecordFacts } from '../../../src/domain/jobs/job.ts'
import { brokerAt, type JobKey, jobKeyOf } from '../../../src/domain/jobs/job-key.ts'
import type { Receipt } from '../../../src/domain/jobs/judge.ts'
import { contentHash } from '../../../src/domain/protocol/content-hash.ts'
import type { EventType, JobEvent } from '../../../src/domain/protocol/event.ts'
import { type JobId, parseJobId } from '../../../src/domain/protocol/job-id.ts'

/** An event together with how it arrived: one step of a job's story. */
export interface Arrival {
  readonly event: JobEvent
  readonly receipt: Receipt
}

/** What a step may say beside its seq and its event; `atMs` is the receive time. */
export interface ArrivalOptions extends Partial<Omit<Receipt, 'receivedMs' | 'receivedWallMs'>> {
  readonly atMs?: number
  readonly detail?: string
  readonly timestamp?: string | null
  readonly data?: Readonly<Record<string, unknown>>
  readonly hasConstants?: boolean
}

export function jobIdOf(text: string): JobId {
  const id = parseJobId(text)
  if (!id) throw new Error(`"${text}" is not a valid job id`)
  return id
}

/** The broker of every job here that names no other. */
export const someBroker = brokerAt('mqtt://127.0.0.1:1883')

export function jobKey(id: string): JobKey {
  return jobKeyOf(someBroker, jobIdOf(id))
}

/** A job of which nothing is known yet. */
export function freshJob(id = 'abc12345'): Job {
  return newJob(someBroker, jobIdOf(id), `python/mqtt/jobs/${id}/events`)
}

/** One event that arrives live, unsigned, one second after the time origin for each seq. */
export function arrive(seq: number, event: EventType, options: ArrivalOptions = {}): Arrival {
  const { atMs = seq * 1000, detail = `${event} ${seq}`, retained = false, signature = null } = options
  const { timestamp = '2026-06-19T09:30:00Z', data = null } = options
  const payload = { schema_version: 1, job_id: 'abc12345', seq, event, timestamp, detail, data }
  const content = contentHash(JSON.stringify(payload))
  return {
    event: {
      jobId: jobIdOf('abc12345'),
      seq,
      event,
      timestamp,
      detail,
      data,
      payload,
      content,
      hasConstants: options.hasConstants ?? false,
    },
    receipt: {
      receivedMs: atMs,
      judgedMs: options.judgedMs ?? atMs,
      receivedWallMs: atMs,
      retained,
      logPlace: options.logPlace,
      signature,
    },
  }
}

/** The job after a story. */
export function foldAll(arrivals: Iterable<Arrival>, start: Job = freshJob()): Job {
  let job = start
  for (const { event, receipt } of arrivals) job = fold(job, event, receipt).job
  return job
}

/** A running record that was created at the time origin with the reference's limits. */
export function recordFacts(facts: Partial<RecordFacts> = {}): RecordFacts {
  return {
    status: 'running',
    createdMs: 0,
    createdWallMs: 0,
    updatedMs: 0,
    prompt: 'Write 10 sorting problems',
    agent: 'claude-code',
    session: 'tmux:claude',
    pane: null,
    timeoutSec: 3600,
    idleTimeoutSec: 120,
    artifacts: [],
    lastSeq: 0,
    ...facts,
  }
}

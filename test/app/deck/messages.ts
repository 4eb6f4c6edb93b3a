// Messages and records as an intake gets them: a test names only what its case is about.
import { Intake, type IntakeOptions } from '../../../src/app/deck/intake.ts'
import type { MessageOutcome } from '../../../src/app/deck/message-outcome.ts'
import type { IntakeRecord } from '../../../src/app/deck/record-topics.ts'
import { lastCountedSeq, noSeqs } from '../../../src/domain/jobs/seq-set.ts'
import type { EventType } from '../../../src/domain/protocol/event.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import type { Message } from '../../../src/domain/protocol/message.ts'
import { jobIdOf, recordFacts, someBroker } from '../../domain/jobs/build-job.ts'

/** The text of an event's payload; `fields` replace or add. */
export function payloadOf(
  jobId: string,
  seq: number,
  event: EventType,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    schema_version: 1,
    seq,
    job_id: jobId,
    event,
    timestamp: '2026-06-19T09:30:00Z',
    detail: `${event} ${seq}`,
    ...fields,
  })
}

/** A live event on the job's own topic, received one second after the time origin for each seq. */
export function message(
  jobId: string,
  seq: number,
  event: EventType,
  {
    topic,
    payload,
    retained,
    receivedMs,
    receivedWallMs,
  }: Partial<Omit<Message, 'payload'>> & { readonly payload?: string } = {},
): Message {
  return {
    topic: topic ?? `python/mqtt/jobs/${jobId}/events`,
    payload: Buffer.from(payload ?? payloadOf(jobId, seq, event)),
    retained: retained ?? false,
    receivedMs: receivedMs ?? seq * 1000,
    receivedWallMs: receivedWallMs ?? seq * 1000,
  }
}

/** A record of a running job with the default topic prefix. */
export function intakeRecord(jobId: string, record: Partial<IntakeRecord> = {}): IntakeRecord {
  return { facts: recordFacts(), topicPrefix: `python/mqtt/jobs/${jobId}`, authToken: null, ...record }
}

/** An intake that returns what became of a message. */
export class TestIntake extends Intake {
  #outcome: MessageOutcome = { kind: 'ignored' }

  constructor(options: Partial<IntakeOptions> = {}) {
    super({ broker: someBroker, only: null, ...options, onOutcome: (_, outcome) => this.#settle(outcome) })
  }

  take(taken: Message): MessageOutcome {
    this.receive(taken)
    return this.#outcome
  }

  /** The seq that the next event continues from. */
  lastSeq(id: JobId): number {
    return lastCountedSeq(this.jobs.get(id)?.seqs ?? noSeqs)
  }

  #settle(outcome: MessageOutcome): void {
    this.#outcome = outcome
  }
}

/** An intake that has received these messages. */
export function intakeWith(...messages: readonly Message[]): TestIntake {
  const intake = new TestIntake()
  for (const each of messages) intake.take(each)
  return intake
}

/** Records by their jobs' ids. */
export function records(entries: Readonly<Record<string, IntakeRecord>>): ReadonlyMap<JobId, IntakeRecord> {
  return new Map(Object.entries(entries).map(([text, record]) => [jobIdOf(text), record]))
}

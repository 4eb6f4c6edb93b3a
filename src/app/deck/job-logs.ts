// What happened while no monitor was there: the logs of jobs with a record are read into the ledger, as history that never
// counts as news (PROTOCOL.md §5).
import { maxHistory } from '../../domain/jobs/fold.ts'
import type { Job } from '../../domain/jobs/job.ts'
import type { LogMark } from '../../domain/jobs/log-mark.ts'
import { logPlaces, type TakenPlace } from '../../domain/jobs/log-places.ts'
import { recall } from '../../domain/jobs/seen-events.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { eventsTopicOf } from '../../domain/protocol/topics.ts'
import { type Clock, wallOffsetMs } from '../../io/clock/clock.ts'
import type { JudgedEvent, Ledger } from '../../io/ledger/ledger.ts'
import { listJobLogs } from '../../io/registry/job-logs.ts'
import { type LogFault, type LoggedEvent, readJobLog } from '../../io/registry/read-job-log.ts'
import type { Intake } from './intake.ts'
import type { IntakeRecord } from './record-topics.ts'

export interface JobLogsOptions {
  readonly registryDir: string
  readonly ledger: Pick<Ledger, 'jobHistory' | 'logMarks' | 'saveLogMark'>
  readonly record: (event: JudgedEvent) => void
  /** What was recorded is on disk then. */
  readonly flush: () => Promise<void>
  readonly intake: Intake
  readonly clock: Clock
  /** Lines of a log, or a whole log, could not be read. */
  readonly onFault: (path: string, fault: LogFault) => void
}

export class JobLogs {
  readonly #options: JobLogsOptions
  #marks: Map<string, LogMark> | null = null

  constructor(options: JobLogsOptions) {
    this.#options = options
  }

  /** Call before the jobs are restored: another deck may be reading the logs, and what it marks as read must be among them. */
  async begin(): Promise<void> {
    this.#marks ??= new Map(await this.#options.ledger.logMarks())
  }

  /**
   * Takes what the logs of these records' jobs have that is not known, one job after the other. Resolves to whether anything was new.
   * Rejects with JobdeckError `io` when the ledger cannot be read.
   */
  async read(records: ReadonlyMap<JobId, IntakeRecord>): Promise<boolean> {
    const logs = await listJobLogs(this.#options.registryDir)
    await this.begin()
    await this.#forgetLostMarks()
    let isNew = false
    for (const [jobId, paths] of logs) {
      const record = records.get(jobId)
      if (!record) continue
      const topic = eventsTopicOf(record.topicPrefix)
      for (const path of paths) isNew = (await this.#readLog(jobId, topic, path)) || isNew
    }
    return isNew
  }

  /** A damaged ledger that has been replaced, by any process, lacks events as well: their logs are read from the start. */
  async #forgetLostMarks(): Promise<void> {
    const stored = await this.#options.ledger.logMarks()
    for (const path of this.#marks?.keys() ?? []) if (!stored.has(path)) this.#marks?.delete(path)
  }

  async #readLog(jobId: JobId, topic: string, path: string): Promise<boolean> {
    const { ledger, flush, onFault } = this.#options
    const reading = await readJobLog(path, jobId, this.#marks?.get(path) ?? null)
    if (!reading) return false
    const { events, mark, fault } = reading
    const isNew = await this.#take(jobId, topic, events)
    if (fault) onFault(path, fault)
    // The mark must not be on disk before the events.
    if (isNew) await flush()
    this.#marks?.set(path, mark)
    void ledger.saveLogMark(mark)
    return isNew
  }

  async #take(jobId: JobId, topic: string, events: readonly LoggedEvent[]): Promise<boolean> {
    const { intake, record } = this.#options
    const job = intake.jobs.get(jobId)
    // Most of what a log has came over the wire as well.
    if (!job || events.every(({ event }) => isSeen(job, event))) return false
    const known = await this.#knownEvents(jobId)
    const listed = events.map((logged) => ({
      ...logged,
      seq: logged.event.seq,
      isKnown: known.has(identityOf(logged.event)),
    }))
    const places = logPlaces(listed, intake.jobs.get(jobId)?.latest?.seq ?? null)
    let isNew = false
    for (const [index, { event, text, writtenAtMs }] of listed.entries()) {
      const place = places[index]
      if (place === undefined || place === 'known' || known.has(identityOf(event))) continue
      known.add(identityOf(event))
      const message = this.#messageOf(topic, text, writtenAtMs)
      const outcome = intake.takeLogged(message, place)
      const kept = outcome.kind === 'accepted' ? outcome : outcome.kind === 'dropped' ? outcome.kept : undefined
      if (!kept) continue
      isNew = true
      const { receivedMs, receivedWallMs: receivedAtMs } = message
      const entry = { receivedMs, receivedAtMs, topic, retained: false, payload: text }
      record({ entry, event, source: 'file', note: kept.note, effect: kept.effect })
    }
    return isNew
  }

  /** What the ledger and the intake know of a job; its history is in the intake then. */
  async #knownEvents(jobId: JobId): Promise<Set<string>> {
    const { intake, ledger, flush } = this.#options
    await flush()
    const { events } = await ledger.jobHistory(jobId)
    intake.restoreHistory(jobId, events.slice(-maxHistory))
    return new Set(events.map(({ event }) => identityOf(event)))
  }

  #messageOf(topic: string, text: string, writtenAtMs: number): Message {
    const { clock } = this.#options
    const receivedWallMs = Math.min(Math.round(writtenAtMs), clock.wallMs())
    return {
      topic,
      payload: Buffer.from(text),
      retained: false,
      receivedMs: Math.min(receivedWallMs - wallOffsetMs(clock), clock.monotonicMs()),
      receivedWallMs,
    }
  }
}

/** Where an event of the ledger belongs that came from a log, as it was judged then; undefined for any other. */
export function placeOf({ source, effect }: JudgedEvent): TakenPlace | undefined {
  if (source !== 'file') return undefined
  return effect === 'counted' ? 'past' : 'next'
}

function isSeen({ seen }: Job, { seq, content }: JobEvent): boolean {
  return recall(seen, seq, content) === 'same'
}

/** The same for every way of writing an event's JSON. */
function identityOf({ seq, payload }: JobEvent): string {
  return `${seq} ${JSON.stringify(payload)}`
}

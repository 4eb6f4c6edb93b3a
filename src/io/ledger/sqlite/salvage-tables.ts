// What is saved from a damaged ledger, table by table. Everything keeps its number, so that saving it twice changes nothing.
import type { DatabaseSync } from 'node:sqlite'
import { type JobId, parseJobId } from '../../../domain/protocol/job-id.ts'
import { readableRows, type SalvagedTable } from './damaged-rows.ts'
import { decodedEventOf } from './import-journal.ts'
import { emptySummary, parseSummary, type StoredSummary } from './job-summary.ts'
import { failureKindOf } from './ledger-error.ts'
import type { LedgerFile } from './ledger-file.ts'
import { eventOf, type Row, stampOf } from './read-event.ts'
import { rebuildSummary } from './rebuild-summary.ts'
import type { Timeline } from './stamp.ts'
import { contentHash, insertEvent } from './store-event.ts'
import { fromStoredText, type StoredText } from './stored-text.ts'
import { type Transaction, transact } from './transaction.ts'

const updateBroker =
  'UPDATE brokers SET heard_wall_ms = ?, heard_boot = ?, heard_boot_ms = ?, has_journal = ? WHERE id = ?'
const updateJob = 'UPDATE jobs SET has_record = max(has_record, ?), taken_seq = max(taken_seq, ?) WHERE id = ?'
/** Jobs whose summaries are rebuilt in one transaction. */
const jobsAtOnce = 100

interface DamagedJob {
  readonly broker: string
  readonly jobId: JobId
  readonly summary: StoredSummary
  readonly row: Row
}

interface OwnedRow {
  readonly row: Row
  readonly jobId: JobId
  readonly broker: string
}

export class Salvage {
  readonly #damaged: DatabaseSync
  readonly #file: LedgerFile
  readonly #ownBroker: string
  readonly #timeline: Timeline
  readonly #brokers = new Map<unknown, string>()
  readonly #jobs = new Map<unknown, DamagedJob>()
  /** By broker, the jobs of which something was saved. */
  readonly #touched = new Map<string, Map<JobId, DamagedJob | null>>()

  /** @param ownBroker what an event belongs to when no broker can be read. */
  constructor(damaged: DatabaseSync, file: LedgerFile, ownBroker: string, timeline: Timeline) {
    this.#damaged = damaged
    this.#file = file
    this.#ownBroker = ownBroker
    this.#timeline = timeline
  }

  /** Resolves to how many events were saved. */
  async run(): Promise<number> {
    this.#eachRow('brokers', 'id', (row) => this.#takeBroker(row))
    this.#eachRow('jobs', 'id', (row) => this.#takeJob(row))
    let saved = 0
    for (const rows of readableRows(this.#damaged, 'events', 'id')) {
      saved += this.#saveEvents(rows)
      await this.#pause()
    }
    for (const [broker, jobs] of this.#touched) {
      const entries = [...jobs]
      for (let from = 0; from < entries.length; from += jobsAtOnce) {
        this.#saveSummaries(broker, entries.slice(from, from + jobsAtOnce))
        await this.#pause()
      }
    }
    for (const table of ['deadlines', 'acknowledgements', 'flags'] as const)
      this.#eachRow(table, 'job', (row) => this.#copyOfJob(table, row))
    for (const table of ['gaps', 'outbox'] as const) this.#eachRow(table, 'id', (row) => this.#copyOfBroker(table, row))
    return saved
  }

  #eachRow(table: SalvagedTable, key: 'id' | 'job', save: (row: Row) => void): void {
    for (const rows of readableRows(this.#damaged, table, key)) for (const row of rows) unlessDamaged(() => save(row))
  }

  #takeBroker(row: Row): void {
    const name = fromStoredText(row.name as StoredText)
    this.#brokers.set(row.id, name)
    const values = [row.heard_wall_ms, row.heard_boot, row.heard_boot_ms, row.has_journal] as (string | number | null)[]
    transact(this.#file, name, ({ file, brokerId }) => file.prepare(updateBroker).run(...values, brokerId))
  }

  #takeJob(row: Row): void {
    const jobId = parseJobId(row.job)
    const broker = this.#brokerOf(row.broker)
    if (jobId === null || broker === null) return
    const job = { broker, jobId, summary: summaryIn(row), row }
    this.#jobs.set(row.id, job)
    this.#touch(broker, jobId, job)
  }

  #brokerOf(id: unknown): string | null {
    if (this.#brokers.size === 0) return this.#ownBroker
    const [only] = this.#brokers.values()
    return this.#brokers.get(id) ?? (this.#brokers.size === 1 ? (only ?? null) : null)
  }

  #touch(broker: string, jobId: JobId, job: DamagedJob | null): void {
    const jobs = this.#touched.get(broker) ?? new Map<JobId, DamagedJob | null>()
    this.#touched.set(broker, jobs)
    if (!jobs.has(jobId)) jobs.set(jobId, job)
  }

  #saveEvents(rows: readonly Row[]): number {
    const owned = rows.map((row) => unlessDamaged(() => this.#ownerOf(row))).filter((owner) => owner !== null)
    let count = 0
    for (const broker of new Set(owned.map((owner) => owner.broker)))
      transact(this.#file, broker, (transaction) => {
        for (const owner of owned.filter((one) => one.broker === broker))
          if (unlessDamaged(() => this.#saveEvent(transaction, owner))) count += 1
      })
    return count
  }

  /** By the job's row, or by what the event says itself when that row is lost. */
  #ownerOf(row: Row): OwnedRow | null {
    const job = this.#jobs.get(row.job)
    const jobId = job?.jobId ?? decodedEventOf(fromStoredText(row.payload as StoredText))?.jobId
    const broker = job?.broker ?? this.#brokerOf(null)
    return jobId === undefined || broker === null ? null : { row, jobId, broker }
  }

  /** What does not fit its own hash is damaged too. */
  #saveEvent(transaction: Transaction, { row, jobId, broker }: OwnedRow): boolean {
    const payload = row.payload as StoredText
    const event = eventOf(row, jobId, this.#timeline)
    if (!event || !contentHash(payload).equals(row.hash as Uint8Array)) return false
    const job = transaction.jobs.row(jobId)
    this.#touch(broker, jobId, null)
    insertEvent(transaction.file, { job: job.id, event, payload, stamp: stampOf(row), id: Number(row.id) })
    return true
  }

  #saveSummaries(broker: string, jobs: readonly (readonly [JobId, DamagedJob | null])[]): void {
    transact(this.#file, broker, (transaction) => {
      for (const [jobId, damaged] of jobs) {
        rebuildSummary(transaction, jobId, this.#timeline, damaged?.summary ?? emptySummary)
        const { has_record, taken_seq } = damaged?.row ?? {}
        const { id } = transaction.jobs.row(jobId)
        transaction.file.prepare(updateJob).run(Number(has_record ?? 0), Number(taken_seq ?? 0), id)
      }
    })
  }

  #copyOfJob(table: 'deadlines' | 'acknowledgements' | 'flags', row: Row): void {
    const job = this.#jobs.get(row.job)
    if (!job) return
    transact(this.#file, job.broker, ({ file, jobs }) =>
      insertRow(file, table, { ...row, job: jobs.row(job.jobId).id }),
    )
  }

  #copyOfBroker(table: 'gaps' | 'outbox', row: Row): void {
    const broker = this.#brokerOf(row.broker)
    if (broker === null) return
    transact(this.#file, broker, ({ file, brokerId }) => insertRow(file, table, { ...row, broker: brokerId }))
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#timeline.clock.soon(resolve)
    })
  }
}

/** The result; null when the row holds what makes no sense. Throws what is wrong with the new file. */
function unlessDamaged<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch (error) {
    if (failureKindOf(error) !== 'operation') throw error
    return null
  }
}

function insertRow(file: LedgerFile, table: string, row: Row): void {
  const names = Object.keys(row)
  const holes = names.map(() => '?').join(', ')
  const values = Object.values(row) as (string | number | Uint8Array | null)[]
  file.prepare(`INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${holes})`).run(...values)
}

function summaryIn(row: Row): StoredSummary {
  try {
    return parseSummary(row.summary)
  } catch {
    return emptySummary
  }
}

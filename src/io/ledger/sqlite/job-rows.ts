// The rows of the jobs that a transaction changes: each is read once and written once, however many events it brings.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import { emptySummary, parseSummary } from './job-summary.ts'
import type { JobRow } from './kept-rows.ts'
import type { LedgerFile } from './ledger-file.ts'

const selectJob = 'SELECT id, bytes, has_ended, last_wall_ms, summary FROM jobs WHERE broker = ? AND job = ?'
const insertJob = 'INSERT INTO jobs (broker, job, summary) VALUES (?, ?, ?)'
const updateJob = 'UPDATE jobs SET bytes = ?, has_ended = ?, last_wall_ms = ?, summary = ? WHERE id = ?'

export class JobRows {
  readonly #file: LedgerFile
  readonly #brokerId: () => number
  readonly #rows = new Map<JobId, JobRow>()

  constructor(file: LedgerFile, brokerId: () => number) {
    this.#file = file
    this.#brokerId = brokerId
  }

  /** The job's row, created when it is missing. Its changes are written by `save`. */
  row(jobId: JobId): JobRow {
    const known = this.#rows.get(jobId)
    if (known) return known
    const row = this.#file.keptRows.get(jobId) ?? this.#keep(jobId, this.#read(jobId) ?? this.#create(jobId))
    this.#rows.set(jobId, row)
    return row
  }

  save(): void {
    const update = this.#file.prepare(updateJob)
    for (const row of this.#rows.values()) {
      const { id, stored, summary, bytes, hasEnded, lastWallMs } = row
      if (summary === stored) continue
      update.run(bytes, Number(hasEnded), lastWallMs, JSON.stringify(summary), id)
      row.stored = summary
    }
  }

  /** Call before a statement changes the table of jobs itself: saves the rows, so that they are read anew. */
  release(): void {
    this.save()
    this.#rows.clear()
    this.#file.keptRows.clear()
  }

  #keep(jobId: JobId, row: JobRow): JobRow {
    this.#file.keptRows.put(jobId, row)
    return row
  }

  #read(jobId: JobId): JobRow | null {
    const row = this.#file.prepare(selectJob).get(this.#brokerId(), jobId)
    if (!row) return null
    const summary = parseSummary(row.summary)
    return {
      id: Number(row.id),
      stored: summary,
      summary,
      bytes: Number(row.bytes),
      hasEnded: row.has_ended === 1,
      lastWallMs: Number(row.last_wall_ms),
    }
  }

  #create(jobId: JobId): JobRow {
    const { lastInsertRowid } = this.#file.prepare(insertJob).run(this.#brokerId(), jobId, JSON.stringify(emptySummary))
    const id = Number(lastInsertRowid)
    return { id, stored: emptySummary, summary: emptySummary, bytes: 0, hasEnded: false, lastWallMs: 0 }
  }
}

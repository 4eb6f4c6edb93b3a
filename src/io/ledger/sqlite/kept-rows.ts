// The rows of one broker's jobs as the file has them, kept from one transaction to the next while no other connection has written
// to the file: a busy job's row is then read once, not at every commit.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { StoredSummary } from './job-summary.ts'

export interface JobRow {
  readonly id: number
  /** As the file has it. */
  stored: StoredSummary
  summary: StoredSummary
  bytes: number
  hasEnded: boolean
  lastWallMs: number
}

/** As many as are busy at once; a row takes one or two kilobytes. */
const maxRows = 4_000

export class KeptRows {
  readonly #rows = new Map<JobId, JobRow>()
  #broker: string | null = null
  #version: number | null = null

  /** Call in every transaction: forgets the rows of another broker, and those of another version of the file (`PRAGMA data_version`). */
  begin(broker: string, version: number): void {
    if (broker !== this.#broker || version !== this.#version) this.clear()
    this.#broker = broker
    this.#version = version
  }

  get(jobId: JobId): JobRow | undefined {
    return this.#rows.get(jobId)
  }

  put(jobId: JobId, row: JobRow): void {
    this.#rows.set(jobId, row)
    if (this.#rows.size <= maxRows) return
    const [oldest] = this.#rows.keys()
    if (oldest !== undefined) this.#rows.delete(oldest)
  }

  clear(): void {
    this.#rows.clear()
  }
}

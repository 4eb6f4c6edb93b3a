// Remembers what the files of a registry directory contained, so that a reread costs only what has changed.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { type SafeText, safeLine } from '../../domain/text/safe-text.ts'
import { errnoOf } from '../files/io-error.ts'
import type { JobRecord, RecordFault } from './record.ts'
import { type RecordReading, readRecordFile } from './record-file.ts'

/** Something in the directory that is unusable. */
export interface RegistryProblem {
  /** The file, or the directory itself if it cannot be listed. */
  readonly file: SafeText
  readonly jobId: JobId | null
  readonly fault: RecordFault
  readonly explanation: SafeText
}

export interface RegistrySnapshot {
  /** Ordered by id. A record that cannot be read at the moment stays as it was: it may be half written. */
  readonly records: ReadonlyMap<JobId, JobRecord>
  readonly problems: readonly RegistryProblem[]
}

/** This many files are read at a time: a directory may hold ten thousand. */
const readers = 32

export class RecordCache {
  readonly #dir: string
  readonly #readings = new Map<string, RecordReading>()
  /** Each file's content when it was last usable. */
  readonly #lastGood = new Map<string, JobRecord>()
  /** Why the directory could not be listed, as an errno name; null if it could be or does not exist. */
  #failure: string | null = null

  constructor(dir: string) {
    this.#dir = dir
  }

  /** Rereads the whole directory; true if anything has changed. A missing directory counts as empty. */
  async refreshAll(): Promise<boolean> {
    const before = this.#failure
    const names = await this.#list()
    let changed = this.#failure !== before
    const present = new Set(names)
    for (const name of [...this.#readings.keys()]) {
      if (!present.has(name)) changed = this.#forget(name) || changed
    }
    return (await this.refreshSome(names)) || changed
  }

  /** Rereads these files; true if any has changed. */
  async refreshSome(names: readonly string[]): Promise<boolean> {
    const queue = [...names]
    let changed = false
    const read = async () => {
      for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        changed = (await this.#refresh(name)) || changed
      }
    }
    await Promise.all(Array.from({ length: Math.min(readers, queue.length) }, read))
    return changed
  }

  /** The current content. A record that has not changed is the same object as in the previous snapshot. */
  snapshot(): RegistrySnapshot {
    const records = new Map<JobId, JobRecord>()
    const problems: RegistryProblem[] = []
    if (this.#failure !== null)
      problems.push(problemOf(this.#dir, null, 'unreadable', `the directory cannot be listed (${this.#failure})`))
    for (const [name, reading] of [...this.#readings].sort(byName)) {
      const record = this.#lastGood.get(name)
      if (record) records.set(record.job_id, record)
      if (reading.kind === 'problem')
        problems.push(problemOf(join(this.#dir, name), idOf(name), reading.fault, reading.explanation))
    }
    return { records, problems }
  }

  async #list(): Promise<readonly string[]> {
    this.#failure = null
    try {
      return (await readdir(this.#dir)).filter(isRecordName)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === 'ENOENT') return []
      this.#failure = errno
      return [...this.#readings.keys()]
    }
  }

  #forget(name: string): boolean {
    this.#lastGood.delete(name)
    return this.#readings.delete(name)
  }

  async #refresh(name: string): Promise<boolean> {
    const known = this.#readings.get(name)
    const reading = await readNamed(this.#dir, name, known)
    if (reading === known) return false
    if (reading.kind === 'missing') return this.#forget(name)
    this.#readings.set(name, reading)
    if (reading.kind === 'record') this.#lastGood.set(name, reading.record)
    return !(reading.kind === 'problem' && known?.kind === 'problem' && known.explanation === reading.explanation)
  }
}

/** Whether a file name is that of a record: dot files are locks and temporary files. */
export function isRecordName(name: string): boolean {
  return name.endsWith('.json') && !name.startsWith('.')
}

async function readNamed(dir: string, name: string, known: RecordReading | undefined): Promise<RecordReading> {
  const id = idOf(name)
  if (id !== null) return await readRecordFile(dir, id, known)
  return { kind: 'problem', fault: 'bad-name', explanation: 'its name is not a valid job id', stamp: 'name' }
}

function idOf(name: string): JobId | null {
  return parseJobId(name.slice(0, -'.json'.length))
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function problemOf(file: string, jobId: JobId | null, fault: RecordFault, explanation: string): RegistryProblem {
  return { file: safeLine(file), jobId, fault, explanation: safeLine(explanation) }
}

// How everything in this folder reaches the file: writes queue for the group commit, reads happen at once. Creating the file,
// taking in an old journal and replacing a damaged file happen on the way, and one listener hears what is wrong.
import { JobdeckError } from '../../../domain/failure.ts'
import { sleep } from '../../clock/clock.ts'
import type { LedgerLocation } from '../ledger.ts'
import { GroupCommit } from './group-commit.ts'
import { hasJournal, importJournal } from './import-journal.ts'
import { failureKindOf, isBusy, ledgerError, notRecorded, withLost } from './ledger-error.ts'
import { LedgerFile } from './ledger-file.ts'
import { forgetNotices, readNotice } from './notices.ts'
import { moveDamagedAside, salvageDamaged } from './salvage.ts'
import type { Timeline } from './stamp.ts'
import { brokerIdOf, type Transaction, transact } from './transaction.ts'

export interface LedgerAccessOptions extends LedgerLocation {
  readonly timeline: Timeline
  readonly onProblem: (problem: JobdeckError | null) => void
}

/** Another process that is writing right now is not worth a word, unless it never lets go. */
const patienceMs = 2_000
const busyPauseMs = 20

/** A disk that damages one file after the other would soon be full of their copies. */
const maxReplacements = 3

type Work = (transaction: Transaction) => unknown

export interface ReadContext {
  readonly file: LedgerFile
  readonly brokerId: number
}

export class LedgerAccess {
  readonly timeline: Timeline
  readonly location: LedgerLocation
  readonly file: LedgerFile
  readonly #onProblem: LedgerAccessOptions['onProblem']
  readonly #commit: GroupCommit<Work>
  #prepared: Promise<void> = Promise.resolve()
  #isPrepared = false
  #reported: string | null = null
  /** Why the last try to write failed; null when it did not. */
  #failure: JobdeckError | null = null
  #failingSinceMs: number | null = null
  /** What stays true after a success: a damaged file was replaced. */
  #notice: JobdeckError | null = null
  /** The number of the notice in the ledger that has been reported; 0 for none. */
  #noticeId = 0
  #lost = 0
  #waiting = 0
  #replacements = 0

  constructor({ stateDir, broker, timeline, onProblem }: LedgerAccessOptions) {
    this.location = { stateDir, broker }
    this.timeline = timeline
    this.file = new LedgerFile(stateDir)
    this.#onProblem = onProblem
    this.#commit = new GroupCommit({
      clock: timeline.clock,
      commit: (works) => this.#write(works),
      onTried: (error) => this.#tried(error),
    })
  }

  /** Queues work for the next transaction. Resolves to its result once it is on disk, or to null when it was given up. */
  write<Result>(size: number, work: (transaction: Transaction) => Result): Promise<Result | null> {
    return new Promise((resolve) => {
      this.#commit.add(work, Math.max(1, size), (result) => resolve(result as Result | null))
    })
  }

  /** Runs work in its own transaction now. Rejects with JobdeckError `io`; nothing is written then. */
  async writeNow<Result>(work: (transaction: Transaction) => Result): Promise<Result> {
    const { clock } = this.timeline
    const untilMs = clock.monotonicMs() + patienceMs
    for (;;) {
      try {
        const [done] = await this.#write([(transaction: Transaction) => ({ result: work(transaction) })])
        if (done) return (done as { readonly result: Result }).result
        throw this.#notice ?? new Error('the operation failed')
      } catch (error) {
        if (!isBusy(error) || clock.monotonicMs() > untilMs) throw ledgerError('write', this.file.path, error)
        await sleep(clock, busyPauseMs)
      }
    }
  }

  /** Runs a query; resolves to `missing` while there is nothing of this broker. Rejects with JobdeckError `io`. */
  async read<Result>(missing: Result, query: (context: ReadContext) => Result | Promise<Result>): Promise<Result> {
    return await this.#read(missing, async () => {
      const brokerId = brokerIdOf(this.file, this.location.broker)
      return brokerId === null ? missing : await query({ file: this.file, brokerId })
    })
  }

  /** Runs a query on the file if that is open, else returns `missing`, as after any failure: for a question that cannot wait. */
  readAtOnce<Result>(missing: Result, query: (context: ReadContext) => Result): Result {
    if (!this.#isPrepared) return missing
    try {
      const brokerId = brokerIdOf(this.file, this.location.broker)
      return brokerId === null ? missing : query({ file: this.file, brokerId })
    } catch {
      return missing
    }
  }

  /** The same for a query across all brokers. */
  async readAnyBroker<Result>(missing: Result, query: (file: LedgerFile) => Result): Promise<Result> {
    return await this.#read(missing, () => query(this.file))
  }

  /** The notice that was reported has been seen. */
  async forgetNotice(): Promise<void> {
    const id = this.#noticeId
    if (id > 0) await this.write(1, ({ file }) => forgetNotices(file, id))
  }

  flush(): Promise<void> {
    return this.#commit.flush()
  }

  /** Writes what waits for a last time; from now on nothing is written. */
  finishWriting(): Promise<void> {
    return this.#commit.close()
  }

  release(): void {
    this.file.close()
  }

  /** Whether the last try to write failed. */
  get isFailing(): boolean {
    return this.#failingSinceMs !== null
  }

  /** Counts events that wait to be written. */
  countWaiting(events: number): void {
    this.#waiting += events
  }

  /** Counts events that were given up, and says so. */
  countLost(events: number): void {
    this.#lost += events
    this.#report()
  }

  /** Why events were given up; null when none were. */
  loss(): JobdeckError | null {
    if (this.#lost === 0) return null
    return this.#failure ? withLost(this.#failure, this.#lost) : notRecorded(this.file.path, this.#lost)
  }

  async #read<Result>(missing: Result, query: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await this.#withoutDamage(async () => {
        await this.#prepare('read')
        if (!this.file.exists()) return missing
        this.file.open()
        this.#report()
        return await query()
      })
    } catch (error) {
      throw ledgerError('read', this.file.path, error)
    }
  }

  async #write(works: readonly Work[]): Promise<readonly unknown[]> {
    return await this.#withoutDamage(async () => {
      await this.#prepare('write')
      const results = this.#transactAll(works)
      if (this.file.isInPlace()) return results
      // Another process has moved the file aside meanwhile: what it salvages of this comes out as a repeat.
      await this.#prepare('write')
      return this.#transactAll(works)
    })
  }

  /** All in one transaction; when one of them can never be written, each in its own, and that one is left out. */
  #transactAll(works: readonly Work[]): readonly unknown[] {
    const { broker } = this.location
    try {
      return transact(this.file, broker, (transaction) => works.map((work) => work(transaction)))
    } catch (error) {
      if (failureKindOf(error) !== 'operation') throw error
      return works.map((work) => {
        try {
          return transact(this.file, broker, work)
        } catch (fault) {
          if (failureKindOf(fault) !== 'operation') throw fault
          this.#notice = ledgerError('write', this.file.path, fault)
          return null
        }
      })
    }
  }

  /** Makes the file ready, one caller at a time. */
  #prepare(purpose: 'read' | 'write'): Promise<void> {
    const prepared = this.#prepared.then(async () => {
      if (purpose === 'write') await this.file.create()
      // Another process may have replaced a damaged file since.
      if ((this.#isPrepared && this.file.isInPlace()) || !(await this.#isThere())) return
      await this.file.create()
      this.file.open()
      if (!this.file.readOnlyReason) {
        await salvageDamaged(this.file, this.location.broker, this.timeline)
        this.#keepNotice(await this.#importJournal())
        const notice = readNotice(this.file)
        this.#noticeId = notice?.id ?? 0
        this.#keepNotice(notice?.problem ?? null)
      }
      this.#isPrepared = true
    })
    this.#prepared = prepared.catch(() => {})
    return prepared
  }

  /** An old journal that cannot be read is reported, and does not stop the ledger. */
  async #importJournal(): Promise<JobdeckError | null> {
    try {
      await importJournal(this.file, this.location, this.timeline.clock)
      return null
    } catch (error) {
      if (error instanceof JobdeckError) return error
      throw error
    }
  }

  async #isThere(): Promise<boolean> {
    return this.file.exists() || (await hasJournal(this.location))
  }

  /** Runs `work`; when the file turns out to be damaged, replaces it and runs `work` once more. */
  async #withoutDamage<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (failureKindOf(error) !== 'damaged' || this.#replacements >= maxReplacements) {
        // After any other failure a fresh connection is the surest state to retry from.
        this.file.close()
        throw error
      }
      this.#replacements += 1
      this.#isPrepared = false
      await moveDamagedAside(this.file, this.timeline.clock.wallMs())
      return await work()
    }
  }

  #keepNotice(notice: JobdeckError | null): void {
    if (!notice) return
    this.#notice = notice
    this.#report()
  }

  #tried(error: unknown): void {
    const nowMs = this.timeline.clock.monotonicMs()
    this.#failingSinceMs = error === null ? null : (this.#failingSinceMs ?? nowMs)
    const isPassing = isBusy(error) && nowMs - (this.#failingSinceMs ?? nowMs) < patienceMs
    if (!isPassing) this.#failure = error === null ? null : ledgerError('write', this.file.path, error)
    this.#report()
  }

  #report(): void {
    const problem = this.#failure
      ? withLost(this.#failure, this.#lost + this.#waiting)
      : (this.loss() ?? this.file.readOnlyReason ?? this.#notice)
    if ((problem?.message ?? null) === this.#reported) return
    this.#reported = problem?.message ?? null
    this.#onProblem(problem)
  }
}

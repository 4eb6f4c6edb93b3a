// A ledger that reads here, and writes in another thread: to SQLite that is a second process, each with its own connection.
import type { JobdeckError } from '../../../domain/failure.ts'
import type { Boot } from '../../clock/boot.ts'
import type { Appended, Ledger, LedgerOptions, RecordableEvent } from '../ledger.ts'
import { SqliteLedger } from '../sqlite/sqlite-ledger.ts'
import type { Answer, Deed } from './messages.ts'
import { packEvents } from './packed-events.ts'
import { type Problem, unpackProblem } from './problem.ts'

export interface ThreadedLedgerOptions extends LedgerOptions {
  readonly boot: Boot
  /** Does it in the thread, after everything before it; resolves to the result. */
  readonly run: (deed: Deed) => Promise<unknown>
}

export class ThreadedLedger extends SqliteLedger {
  readonly #run: ThreadedLedgerOptions['run']
  readonly #problems: Problems
  #isFailing = false

  constructor({ run, onProblem, ...options }: ThreadedLedgerOptions) {
    const problems = new Problems(onProblem)
    super({ ...options, onProblem: (problem) => problems.setReading(problem) })
    this.#run = run
    this.#problems = problems
  }

  /** Call for each answer of the thread to this ledger. */
  hear(answer: Answer): void {
    this.#isFailing = answer.isFailing
    if (answer.kind === 'problem') this.#problems.setWriting(unpackProblem(answer.problem))
  }

  override get isFailing(): boolean {
    return this.#isFailing
  }

  override append(events: readonly RecordableEvent[]): Promise<Appended> {
    return this.#run({ name: 'append', args: [packEvents(events)] }) as Promise<Appended>
  }

  override async flush(): Promise<void> {
    await this.#run({ name: 'flush', args: [] })
  }

  override async saveLogMark(...args: Parameters<Ledger['saveLogMark']>): Promise<void> {
    await this.#run({ name: 'saveLogMark', args })
  }

  override async tally(...args: Parameters<Ledger['tally']>): Promise<void> {
    await this.#run({ name: 'tally', args })
  }

  override async setRecords(...args: Parameters<Ledger['setRecords']>): Promise<void> {
    await this.#run({ name: 'setRecords', args })
  }

  override async saveDeadlines(...args: Parameters<Ledger['saveDeadlines']>): Promise<void> {
    await this.#run({ name: 'saveDeadlines', args })
  }

  override async acknowledge(...args: Parameters<Ledger['acknowledge']>): Promise<void> {
    await this.#run({ name: 'acknowledge', args })
  }

  override async saveFlags(...args: Parameters<Ledger['saveFlags']>): Promise<void> {
    await this.#run({ name: 'saveFlags', args })
  }

  override async recordGap(...args: Parameters<Ledger['recordGap']>): Promise<void> {
    await this.#run({ name: 'recordGap', args })
  }

  override async noteHeard(): Promise<void> {
    await this.#run({ name: 'noteHeard', args: [] })
  }

  /** Either connection may have found the damage. */
  override async forgetNotice(): Promise<void> {
    await Promise.all([this.#run({ name: 'forgetNotice', args: [] }), super.forgetNotice()])
  }

  /** The thread does. */
  override async sweep(): Promise<void> {}

  override async close(): Promise<JobdeckError | null> {
    const loss = await this.#run({ name: 'close', args: [] })
    await super.close()
    return unpackProblem(loss as Problem | null)
  }
}

/** Joins what is wrong with writing and with reading: there is one place to show it. */
class Problems {
  readonly #onProblem: LedgerOptions['onProblem']
  #writing: JobdeckError | null = null
  #reading: JobdeckError | null = null
  #reported: string | null = null

  constructor(onProblem: LedgerOptions['onProblem']) {
    this.#onProblem = onProblem
  }

  setWriting(problem: JobdeckError | null): void {
    this.#writing = problem
    this.#report()
  }

  setReading(problem: JobdeckError | null): void {
    this.#reading = problem
    this.#report()
  }

  #report(): void {
    const problem = this.#writing ?? this.#reading
    if ((problem?.message ?? null) === this.#reported) return
    this.#reported = problem?.message ?? null
    this.#onProblem(problem)
  }
}

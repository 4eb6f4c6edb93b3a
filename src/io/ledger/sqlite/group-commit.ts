// Group commit: what several callers write within a few milliseconds becomes one transaction, and one wait for the disk.
// While it fails everything waits, in order and up to a bound; beyond that the oldest is given up and counted.
import type { Cancel, Clock } from '../../clock/clock.ts'

/** Long enough to gather a burst, short enough that no person and no broker notices. */
const lingerMs = 15
/** In a flood it is longer, in proportion to what a commit takes: the more events a commit has, the less one of them costs. */
const longestLingerMs = 80
const lingerPerCommit = 2
const retryMs = 1_000
/** A commit blocks the process: a large backlog is written in several. */
const maxCommitSize = 1024 * 1024
/** How many characters wait in memory while nothing can be written. */
const maxWaitingSize = 64 * 1024 * 1024
/** Giving up walks over everything that waits, so it happens in large steps. */
const giveUpAtSize = maxWaitingSize * 1.1

export interface GroupCommitOptions<Work> {
  readonly clock: Clock
  /** Runs them in order, all or none. Resolves to one result each; null for one that can never be written. */
  readonly commit: (works: readonly Work[]) => Promise<readonly unknown[]>
  /** After each try: the error, or null when it worked. */
  readonly onTried: (error: unknown) => void
}

interface Waiting<Work> {
  readonly work: Work
  readonly size: number
  readonly settle: (result: unknown) => void
}

export class GroupCommit<Work> {
  readonly #options: GroupCommitOptions<Work>
  #waiting: Waiting<Work>[] = []
  #size = 0
  #cancelTimer: Cancel | null = null
  #isFailing = false
  #isClosed = false
  #writing: Promise<void> = Promise.resolve()
  /** How long the last commit took. */
  #commitMs = 0

  constructor(options: GroupCommitOptions<Work>) {
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Queues some work; `size` counts against the bound. `settle` gets its result after the commit, or null when it was given up. */
  add(work: Work, size: number, settle: (result: unknown) => void): void {
    if (this.#isClosed) {
      settle(null)
      return
    }
    this.#waiting.push({ work, size, settle })
    this.#size += size
    if (this.#size > giveUpAtSize) this.#giveUp(maxWaitingSize)
    this.#schedule()
  }

  /** Commits what waits. Never rejects. */
  flush(): Promise<void> {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#writing = this.#writing.then(() => this.#commitWaiting())
    return this.#writing
  }

  /** Commits what waits for a last time; what could not be written is given up. */
  async close(): Promise<void> {
    await this.flush()
    this.#isClosed = true
    this.#giveUp(0)
    this.#cancelTimer?.()
  }

  async #commitWaiting(): Promise<void> {
    let left = this.#waiting.length
    while (left > 0 && !this.isEmpty) {
      const batch = this.#take()
      left -= batch.length
      if (!(await this.#commitBatch(batch))) return
    }
  }

  /** As much as one commit is to hold. While nothing can be written, a try costs no more than it must. */
  #take(): readonly Waiting<Work>[] {
    let size = 0
    const end = this.#waiting.findIndex((waiting) => {
      size += waiting.size
      return this.#isFailing || size >= maxCommitSize
    })
    const batch = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end + 1)
    this.#size -= sizeOf(batch)
    return batch
  }

  /** False when it failed: then the batch waits in its place again. */
  async #commitBatch(batch: readonly Waiting<Work>[]): Promise<boolean> {
    const { clock, commit } = this.#options
    const startMs = clock.monotonicMs()
    try {
      const results = await commit(batch.map(({ work }) => work))
      this.#commitMs = clock.monotonicMs() - startMs
      this.#isFailing = false
      this.#options.onTried(null)
      for (const [index, { settle }] of batch.entries()) settle(results[index] ?? null)
      return true
    } catch (error) {
      this.#isFailing = true
      this.#waiting = [...batch, ...this.#waiting]
      this.#size += sizeOf(batch)
      if (this.#size > maxWaitingSize) this.#giveUp(maxWaitingSize)
      this.#options.onTried(error)
      this.#schedule()
      return false
    }
  }

  #schedule(): void {
    const waitMs = Math.min(Math.max(lingerMs, this.#commitMs * lingerPerCommit), longestLingerMs)
    this.#cancelTimer ??= this.#options.clock.after(this.#isFailing ? retryMs : waitMs, () => void this.flush())
  }

  #giveUp(size: number): void {
    let count = 0
    while (this.#size > size) this.#size -= this.#waiting[count++]?.size ?? this.#size
    const given = this.#waiting.slice(0, count)
    this.#waiting = this.#waiting.slice(count)
    for (const { settle } of given) settle(null)
  }
}

function sizeOf(batch: readonly Waiting<unknown>[]): number {
  return batch.reduce((sum, { size }) => sum + size, 0)
}

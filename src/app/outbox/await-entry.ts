// An emit that waits: it sends by itself, or watches another process send, until its own entry is finished or time is up.
import type { JobdeckError } from '../../domain/failure.ts'
import { type Clock, sleep } from '../../io/clock/clock.ts'
import type { OutboxEntry, OutboxState } from '../../io/ledger/sqlite/outbox-entry.ts'
import { beatEveryMs, lookAtHolder } from '../../io/lock/held-lock.ts'
import { retryDelayMs } from '../../io/mqtt/retry-delay.ts'
import type { Sender } from './sender.ts'

export interface AwaitOptions {
  readonly clock: Clock
  readonly untilMs: number
  /** The file of the lock that another process sends under. */
  readonly lockPath: string
  /** The process that sends does not get on; said once. `holder` is such as `node (process 4711, stopped)`. */
  readonly onStuck: (holder: string) => void
  readonly random?: () => number
}

export interface Awaited {
  readonly entry: OutboxEntry
  /** Why it is not finished. */
  readonly failure: JobdeckError | null
}

const unfinishedStates: readonly OutboxState[] = ['reserved', 'queued', 'sending', 'delivered']
const lookEveryMs = 50
/** A process that lets so many beats pass hangs, or is stopped. */
const stuckAfterMs = beatEveryMs * 2.5

/** Whether something is still to be done for an entry. */
export function isUnfinished({ state }: Pick<OutboxEntry, 'state'>): boolean {
  return unfinishedStates.includes(state)
}

/**
 * Resolves when the entry is finished, when time is up, or as soon as something has failed that waiting does not fix. Rejects
 * as `Sender.round`.
 */
export async function awaitEntry(queued: OutboxEntry, sender: Sender, options: AwaitOptions): Promise<Awaited> {
  const { clock, untilMs, random = Math.random } = options
  const watch = new HolderWatch(options)
  let failures = 0
  for (;;) {
    const round = await sender.round(untilMs)
    const entry = (await sender.outbox.entry(queued.id)) ?? queued
    const failure = round.kind === 'done' ? round.failure : null
    const leftMs = untilMs - clock.monotonicMs()
    if (!isUnfinished(entry) || leftMs <= 0 || (failure && failure.code !== 'unreachable')) return { entry, failure }
    if (round.kind === 'held') await watch.look()
    const pauseMs = failure ? retryDelayMs(++failures, random) : lookEveryMs
    await sleep(clock, Math.min(pauseMs, leftMs))
  }
}

class HolderWatch {
  readonly #options: AwaitOptions
  #beat: number | null = null
  #sinceMs = 0
  #hasSaid = false

  constructor(options: AwaitOptions) {
    this.#options = options
  }

  async look(): Promise<void> {
    const { clock, lockPath, onStuck } = this.#options
    const { holder, beat } = await lookAtHolder(lockPath)
    const nowMs = clock.monotonicMs()
    if (beat !== this.#beat) {
      this.#beat = beat
      this.#sinceMs = nowMs
    }
    if (this.#hasSaid || nowMs - this.#sinceMs < stuckAfterMs) return
    this.#hasSaid = true
    onStuck(holder ?? 'another process')
  }
}

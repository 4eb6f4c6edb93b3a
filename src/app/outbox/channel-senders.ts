// The senders of a deck, one for each channel that something was queued for: each works until nothing is left, and tries again
// by itself while its broker is away.
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import { retryDelayMs, slowRetryDelayMs } from '../../io/mqtt/retry-delay.ts'
import { type Channel, channelKey } from './channel.ts'
import type { Sender } from './sender.ts'

export interface ChannelSendersOptions {
  readonly clock: Clock
  newSender(stateDir: string, channel: Channel): Sender
  /** The outbox cannot be written; null when it can again. */
  readonly onProblem: (problem: unknown) => void
  readonly random?: () => number
}

/** How soon to look again whether another process that sends has finished. */
const heldPauseMs = 500
const problemPauseMs = 5_000

export class ChannelSenders {
  readonly #options: ChannelSendersOptions
  readonly #loops = new Map<string, ChannelLoop>()

  constructor(options: ChannelSendersOptions) {
    this.#options = options
  }

  /** Sends what is queued for a channel: `now`, or when the next try is due anyway. */
  wake(stateDir: string, channel: Channel, when: 'now' | 'when-due'): void {
    const key = JSON.stringify([stateDir, channelKey(channel)])
    const loop = this.#loops.get(key) ?? new ChannelLoop(this.#options.newSender(stateDir, channel), this.#options)
    this.#loops.set(key, loop)
    loop.wake(when)
  }

  /** Tries every channel that waits for its next try. */
  wakeAll(): void {
    for (const loop of this.#loops.values()) loop.wake('now')
  }

  /** Stops sending; what has no answer yet stays queued. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#loops.values(), (loop) => loop.close()))
  }
}

class ChannelLoop {
  readonly #sender: Sender
  readonly #options: ChannelSendersOptions
  #running: Promise<void> | null = null
  #isWanted = false
  #isClosed = false
  #failures = 0
  #cancelTimer: Cancel | null = null

  constructor(sender: Sender, options: ChannelSendersOptions) {
    this.#sender = sender
    this.#options = options
  }

  wake(when: 'now' | 'when-due'): void {
    if (this.#isClosed || (when === 'when-due' && this.#cancelTimer)) return
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#isWanted = true
    this.#running ??= this.#run()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelTimer?.()
    await this.#sender.stop()
    await this.#running
    this.#sender.close()
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isClosed) {
      this.#isWanted = false
      const pauseMs = await this.#round()
      if (pauseMs !== null && !this.#isWanted && !this.#isClosed)
        this.#cancelTimer = this.#options.clock.after(pauseMs, () => {
          this.#cancelTimer = null
          this.wake('now')
        })
    }
    // In the same turn as the last look at `#isWanted`.
    this.#running = null
  }

  /** Returns when to try again; null when there is nothing left to try. Never rejects. */
  async #round(): Promise<number | null> {
    const { random = Math.random, onProblem } = this.#options
    try {
      const round = await this.#sender.round(Number.POSITIVE_INFINITY)
      onProblem(null)
      if (round.kind === 'held') return (await this.#sender.unfinished()).length > 0 ? heldPauseMs : null
      if (!round.failure) {
        this.#failures = 0
        return null
      }
      this.#failures += 1
      return round.failure.code === 'unreachable' ? retryDelayMs(this.#failures, random) : slowRetryDelayMs(random)
    } catch (error) {
      onProblem(error)
      return problemPauseMs
    }
  }
}

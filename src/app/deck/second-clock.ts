// The clock on the screen: ticks on the whole second of the wall clock and passes on the monotonic time of that moment.
import { type Cancel, type Clock, wallOffsetMs } from '../../io/clock/clock.ts'

/** A tick's time; `wallOffsetMs` as in DeckState. */
export interface Tick {
  readonly nowMs: number
  readonly wallOffsetMs: number
}

/** A timer may fire this much early; the tick is still for the second that is about to begin. */
const earlyMs = 25
/** The offset follows the wall clock only when that was set: measurement noise would make countdowns skip a second. */
const clockWasSetMs = 50

export class SecondClock {
  readonly #clock: Clock
  #offsetMs: number
  #cancel: Cancel | null = null

  constructor(clock: Clock) {
    this.#clock = clock
    this.#offsetMs = wallOffsetMs(clock)
  }

  /** The tick of the current second. */
  current(): Tick {
    const measuredMs = wallOffsetMs(this.#clock)
    if (Math.abs(measuredMs - this.#offsetMs) > clockWasSetMs) this.#offsetMs = measuredMs
    const wallSecond = Math.floor((this.#clock.monotonicMs() + this.#offsetMs + earlyMs) / 1000) * 1000
    return { nowMs: wallSecond - this.#offsetMs, wallOffsetMs: this.#offsetMs }
  }

  /** Calls back at every whole second until `stop`. */
  start(onTick: (tick: Tick) => void): void {
    const untilNextMs = this.current().nowMs + 1000 - this.#clock.monotonicMs()
    this.#cancel = this.#clock.after(Math.max(1, untilNextMs), () => {
      this.start(onTick)
      onTick(this.current())
    })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}

// The one clock of the monitor: ticks on the whole second of the wall clock, carries the monotonic time of that moment.
import { monotonicNow, wallOffset } from '../../io/clock/monotonic-now.ts'

/** A tick's time; `wallOffsetMs` as in DeckState. */
export interface Tick {
  readonly nowMs: number
  readonly wallOffsetMs: number
}

/** A timer may fire this much early; it still means the second that is about to begin. */
const earlyMs = 25
/** The offset follows the wall clock only when somebody set it: measuring noise would make countdowns skip a second. */
const clockWasSetMs = 50

export class SecondClock {
  #offsetMs = wallOffset()
  #timer: NodeJS.Timeout | null = null

  /** The tick of the second that is running. */
  current(): Tick {
    const measured = wallOffset()
    if (Math.abs(measured - this.#offsetMs) > clockWasSetMs) this.#offsetMs = measured
    const wallSecond = Math.floor((monotonicNow() + this.#offsetMs + earlyMs) / 1000) * 1000
    return { nowMs: wallSecond - this.#offsetMs, wallOffsetMs: this.#offsetMs }
  }

  /** Calls back at every whole second until `stop`. */
  start(onTick: (tick: Tick) => void): void {
    const untilNextMs = this.current().nowMs + 1000 - monotonicNow()
    this.#timer = setTimeout(
      () => {
        this.start(onTick)
        onTick(this.current())
      },
      Math.max(1, untilNextMs),
    )
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}

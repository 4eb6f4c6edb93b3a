// A stored moment: on the wall clock, for people and later boots, and since the boot, for every decision within it. So a
// clock that was set meanwhile neither times a job out nor gives it more time (PROTOCOL.md §8).
import type { Boot } from '../../clock/boot.ts'
import { type Clock, wallOffsetMs } from '../../clock/clock.ts'

export interface Stamp {
  /** Epoch milliseconds. */
  readonly wallMs: number
  /** Which boot `bootMs` belongs to; null when only the wall clock is known. */
  readonly boot: string | null
  readonly bootMs: number | null
}

/** Turns the times of this process into stamps, and stamps into times of this process. */
export class Timeline {
  readonly clock: Clock
  readonly #boot: Boot
  /** Fixed, so that a moment of an earlier boot stays where it was placed. */
  readonly #wallOffsetMs: number
  readonly #startMs: number

  constructor(clock: Clock, boot: Boot) {
    this.clock = clock
    this.#boot = boot
    this.#wallOffsetMs = wallOffsetMs(clock)
    this.#startMs = clock.monotonicMs()
  }

  /** The stamp of a moment of this process, whose wall clock time may be known from then. */
  stampOf(monotonicMs: number, wallMs = monotonicMs + wallOffsetMs(this.clock)): Stamp {
    const bootMs = Math.round(monotonicMs + this.#boot.offsetMs)
    return { wallMs: Math.round(wallMs), boot: this.#boot.id, bootMs }
  }

  now(): Stamp {
    return this.stampOf(this.clock.monotonicMs(), this.clock.wallMs())
  }

  /** A stamp's moment on this process's monotonic timeline. */
  monotonicMsOf({ wallMs, boot, bootMs }: Stamp): number {
    if (boot === this.#boot.id && bootMs !== null) return bootMs - this.#boot.offsetMs
    // The clock may have been ahead when it was stamped: nothing of an earlier boot happened after this process began.
    return Math.min(wallMs - this.#wallOffsetMs, this.#startMs)
  }
}

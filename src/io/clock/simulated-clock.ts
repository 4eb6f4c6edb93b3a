// A clock that moves only when it is advanced: for tests, and for replaying a recording.
import type { Cancel, Clock } from './clock.ts'

interface Timer {
  atMs: number
  readonly everyMs: number | null
  readonly run: () => void
}

export class SimulatedClock implements Clock {
  #monotonicMs: number
  #wallOffsetMs = 0
  readonly #timers = new Set<Timer>()

  /** @param startMs epoch milliseconds; both clocks begin there. */
  constructor(startMs: number) {
    this.#monotonicMs = startMs
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  wallMs(): number {
    return this.#monotonicMs + this.#wallOffsetMs
  }

  after(ms: number, run: () => void): Cancel {
    return this.#add({ atMs: this.#monotonicMs + ms, everyMs: null, run })
  }

  every(ms: number, run: () => void): Cancel {
    return this.#add({ atMs: this.#monotonicMs + ms, everyMs: ms, run })
  }

  soon(run: () => void): Cancel {
    return this.after(0, run)
  }

  /** Sets the wall clock as a user or NTP would; the monotonic time is unaffected. */
  setWall(wallMs: number): void {
    this.#wallOffsetMs = wallMs - this.#monotonicMs
  }

  /** Lets `ms` milliseconds pass; timers fire in order, each at its own moment. */
  advance(ms: number): void {
    const untilMs = this.#monotonicMs + ms
    for (let timer = this.#nextDue(untilMs); timer; timer = this.#nextDue(untilMs)) {
      this.#monotonicMs = Math.max(this.#monotonicMs, timer.atMs)
      if (timer.everyMs === null) this.#timers.delete(timer)
      else timer.atMs += timer.everyMs
      timer.run()
    }
    this.#monotonicMs = untilMs
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  #nextDue(untilMs: number): Timer | null {
    let next: Timer | null = null
    for (const timer of this.#timers) if (timer.atMs <= untilMs && (!next || timer.atMs < next.atMs)) next = timer
    return next
  }
}

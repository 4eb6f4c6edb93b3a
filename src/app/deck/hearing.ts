// Up to when one broker has been heard, which is the time that its jobs' limits are judged for: a monitor that hears nothing, or
// did not run, gives no verdict, and what had waited at the broker meanwhile is taken in before the next one (UX.md §1).

export interface HearingState {
  /** Limits are judged for this moment on the monotonic timeline: at first the start, or when an earlier run heard the broker. */
  readonly judgedMs: number
  /** Since when the broker has been out of reach; null while it is heard, and before it ever was. */
  readonly deafSinceMs: number | null
}

export interface HearingOptions {
  /** When the connection heard the broker last; null while there is none, or what it brings is not looked at yet. */
  readonly lastHeardMs: () => number | null
  /** Called once when the broker is heard again, before what had waited there is taken in. */
  readonly onHeardAgain: (deafSinceMs: number, nowMs: number) => void
  /** Whether the broker has kept a session, so that more than what is retained may have waited there. */
  readonly isResumed: () => boolean
}

/** A connection that is silent for longer is as good as none: its keepalive would have been answered. */
const maxSilenceMs = 15_000
/** This process listens at least once a second, unless it was stopped, or its machine was. */
const maxStallMs = 3_000
/** What had waited is here when nothing has come for a second: at the earliest and at the latest after these times. */
const quietMs = 1_000
const leastCatchUpMs = 3_000
const mostCatchUpMs = 60_000
const mostCatchUpOfRetainedMs = 10_000

export class Hearing {
  readonly #options: HearingOptions
  #judgedMs: number
  #wasHeard = false
  #listenedMs: number | null = null
  #phase: 'deaf' | 'catching-up' | 'hearing' = 'deaf'
  #heardAgainMs = 0
  #messageMs = 0

  constructor(options: HearingOptions, nowMs: number) {
    this.#options = options
    this.#judgedMs = nowMs
  }

  get isCatchingUp(): boolean {
    return this.#phase === 'catching-up'
  }

  /** Whether the broker is heard, and everything that had waited there is here. */
  get hasCaughtUp(): boolean {
    return this.#phase === 'hearing'
  }

  /** An earlier run heard the broker at this time. */
  restore(heardMs: number): void {
    this.#judgedMs = this.#wasHeard ? Math.max(this.#judgedMs, heardMs) : heardMs
    this.#wasHeard = true
  }

  /** Call for every message before it is taken in. Returns the time that limits are judged for until it is. */
  receive(nowMs: number): number {
    this.listen(nowMs)
    this.#messageMs = nowMs
    return this.#phase === 'hearing' ? nowMs : this.#judgedMs
  }

  /** Call at least once a second, and whenever the connection has changed. */
  listen(nowMs: number): HearingState {
    const hasStalled = this.#listenedMs !== null && nowMs - this.#listenedMs > maxStallMs
    this.#listenedMs = nowMs
    const heardMs = this.#options.lastHeardMs()
    const isHeard = heardMs !== null && nowMs - heardMs <= maxSilenceMs
    if (hasStalled || !isHeard) this.#phase = 'deaf'
    if (isHeard) this.#hear(heardMs, nowMs)
    const isDeaf = this.#phase === 'deaf' && this.#wasHeard
    return { judgedMs: this.#judgedMs, deafSinceMs: isDeaf ? this.#judgedMs : null }
  }

  #hear(heardMs: number, nowMs: number): void {
    if (this.#phase === 'deaf') {
      this.#phase = 'catching-up'
      this.#wasHeard = true
      this.#heardAgainMs = nowMs
      this.#options.onHeardAgain(this.#judgedMs, nowMs)
    }
    if (this.#phase === 'catching-up' && this.#hasCaughtUp(nowMs)) this.#phase = 'hearing'
    if (this.#phase === 'hearing') this.#judgedMs = Math.max(this.#judgedMs, heardMs)
  }

  #hasCaughtUp(nowMs: number): boolean {
    const forMs = nowMs - this.#heardAgainMs
    const mostMs = this.#options.isResumed() ? mostCatchUpMs : mostCatchUpOfRetainedMs
    return forMs >= mostMs || (forMs >= leastCatchUpMs && nowMs - this.#messageMs >= quietMs)
  }
}

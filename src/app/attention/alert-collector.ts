// Collects alerts that come close together, so that a storm rings once.
import type { Alert } from '../../domain/attention/alert.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'

/** The user is called when no further alert has come for the first time, and in a lasting storm after the second one. */
const quietMs = 300
const longestMs = 3_000

export class AlertCollector {
  readonly #clock: Clock
  readonly #call: (alerts: readonly [Alert, ...Alert[]]) => void
  #alerts: readonly Alert[] = []
  #firstMs = 0
  #cancel: Cancel | null = null

  constructor(clock: Clock, call: (alerts: readonly [Alert, ...Alert[]]) => void) {
    this.#clock = clock
    this.#call = call
  }

  add(alerts: readonly Alert[]): void {
    if (alerts.length === 0) return
    const nowMs = this.#clock.monotonicMs()
    if (this.#alerts.length === 0) this.#firstMs = nowMs
    this.#alerts = [...this.#alerts, ...alerts]
    this.#cancel?.()
    this.#cancel = this.#clock.after(Math.max(0, Math.min(quietMs, this.#firstMs + longestMs - nowMs)), () => {
      const [first, ...rest] = this.#alerts
      this.stop()
      if (first) this.#call([first, ...rest])
    })
  }

  /** Forgets what has not been called yet. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#alerts = []
  }
}

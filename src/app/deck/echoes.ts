// Emitted events that are awaited back from the broker: on MQTT 3.1.1 only that shows that it took them (PROTOCOL.md §7).
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Clock } from '../../io/clock/clock.ts'

/** Whether an event has come. */
type HasCome = (jobId: JobId, seq: number) => boolean

export class Echoes {
  readonly #hasCome: HasCome
  readonly #clock: Clock
  readonly #awaited = new Set<{ jobId: JobId; seq: number; resolve: (hasReturned: boolean) => void }>()

  constructor(hasCome: HasCome, clock: Clock) {
    this.#hasCome = hasCome
    this.#clock = clock
  }

  /** Resolves to true when the event comes, at the latest to false after `timeoutMs`. */
  async await(jobId: JobId, seq: number, timeoutMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const stopTimer = this.#clock.after(timeoutMs, () => resolve(false))
    const awaited = { jobId, seq, resolve }
    this.#awaited.add(awaited)
    this.check()
    try {
      return await promise
    } finally {
      stopTimer()
      this.#awaited.delete(awaited)
    }
  }

  /** A message has come. An event that changes nothing, such as a second end, has come back all the same. */
  check(): void {
    for (const { jobId, seq, resolve } of this.#awaited) if (this.#hasCome(jobId, seq)) resolve(true)
  }
}

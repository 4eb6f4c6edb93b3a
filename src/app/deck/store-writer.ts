// When and how the store is written: at every whole second, and soon after something has changed.
import type { StoreApi } from 'zustand/vanilla'
import type { Clock } from '../../io/clock/clock.ts'
import { changedFields } from './changed-fields.ts'
import type { DeckState } from './deck-state.ts'
import { FlushTimer } from './flush-timer.ts'
import type { JobIndex } from './job-index.ts'
import { withLatest } from './last-events.ts'
import type { Outcomes } from './outcomes.ts'
import type { SecondClock } from './second-clock.ts'

export interface StoreWriterOptions {
  readonly store: StoreApi<DeckState>
  readonly index: JobIndex
  readonly outcomes: Outcomes
  readonly clock: Clock
  readonly seconds: SecondClock
  readonly logs: () => Pick<DeckState, 'drops' | 'gaps'>
}

export class StoreWriter {
  readonly #options: StoreWriterOptions
  readonly #flush: FlushTimer
  #eventsThisSecond = 0

  constructor(options: StoreWriterOptions) {
    this.#options = options
    this.#flush = new FlushTimer(options.clock, () => {
      this.#write(options.logs())
    })
  }

  start(): void {
    this.#options.seconds.start((tick) => {
      this.#write({ ...tick, eventsPerSec: this.#eventsThisSecond })
      this.#eventsThisSecond = 0
    })
  }

  stop(): void {
    this.#options.seconds.stop()
    this.#flush.stop()
  }

  /** Call when something has changed. */
  request(): void {
    this.#flush.request()
  }

  /** Call when an event was accepted. */
  countEvent(): void {
    this.#eventsThisSecond++
  }

  #write(part: Partial<DeckState>): void {
    const { store, index, outcomes } = this.#options
    const state = store.getState()
    const nowMs = part.nowMs ?? state.nowMs
    const lastEvents = withLatest(state.lastEvents, index.write(nowMs))
    const patch = { ...part, outcomes: outcomes.at(nowMs), jobsVersion: index.version, lastEvents }
    store.setState(changedFields(state, patch))
  }
}

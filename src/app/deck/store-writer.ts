// When and how the store is written: at every whole second, and soon after something has changed.
import type { StoreApi } from 'zustand/vanilla'
import { neverCalls } from '../../domain/attention/job-flags.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { JobChange } from '../../domain/jobs/transition.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { changedFields } from './changed-fields.ts'
import type { DeckState } from './deck-state.ts'
import type { DeckWrite } from './deck-write.ts'
import { FlushTimer, type Urgency } from './flush-timer.ts'
import type { HearingState } from './hearing.ts'
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
  /** How far the broker has been heard whose jobs are in the index. */
  readonly listen: () => HearingState
  /** A limit has run out since the broker was last heard: only hearing it again shows that nothing has come before that. */
  readonly onDoubt: () => void
  readonly hasCaughtUp: () => boolean
  /** Called after each write. */
  readonly onWrite?: (write: DeckWrite) => void
}

export class StoreWriter {
  readonly #options: StoreWriterOptions
  readonly #flush: FlushTimer
  #eventsThisSecond = 0

  constructor(options: StoreWriterOptions) {
    this.#options = options
    this.#flush = new FlushTimer(options.clock, () => this.#write({}))
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

  /** Notes a change of a job for the next write; a job that begins to ask the user is not kept waiting. */
  readonly note = (change: JobChange): void => {
    this.#options.index.note(change)
    if (change.after?.request && !change.before?.request) this.request('urgent')
  }

  /** Call when something has changed. */
  request(urgency?: Urgency): void {
    this.#flush.request(urgency)
  }

  /** Call when an event was accepted. */
  countEvent(): void {
    this.#eventsThisSecond++
  }

  /** Jobs and dropped messages are written together: who sees an event has also seen what came before it. */
  #write(part: Partial<DeckState>): void {
    const { store, index, outcomes, logs, listen, onDoubt, hasCaughtUp, onWrite } = this.#options
    const state = store.getState()
    const nowMs = part.nowMs ?? state.nowMs
    const { judgedMs: heardMs, deafSinceMs } = listen()
    const judgedMs = Math.min(nowMs, heardMs)
    const transitions = index.write(nowMs, judgedMs)
    const lastEvents = withLatest(state.lastEvents, transitions)
    if (index.isInDoubt) onDoubt()
    const patch = {
      ...part,
      ...logs(),
      judgedMs,
      deafSinceMs,
      outcomes: outcomes.at(nowMs),
      jobsVersion: index.version,
      listing: index.listing,
      lastEvents,
    }
    store.setState(changedFields(state, patch))
    const { counts, unseen, nextDeadlineMs } = index
    const leastLeftMs = nextDeadlineMs === null || deafSinceMs !== null ? null : Math.max(0, nextDeadlineMs - nowMs)
    const isQuiet = (job: JobKey) => neverCalls(index.flagsOf(job))
    onWrite?.({ transitions, hasCaughtUp: hasCaughtUp(), isQuiet, counts, unseen, leastLeftMs })
  }
}

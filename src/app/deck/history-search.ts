// A search in the history of one job: some events at a time, from the newest to the oldest, and what comes meanwhile.
import { hasWords } from '../../domain/jobs/event-words.ts'
import type { HistorySource } from './history-source.ts'

/** Between two of these many events, whatever else waits gets its turn. */
const chunk = 500

export class HistorySearch {
  readonly words: readonly string[]
  readonly #source: Pick<HistorySource, 'events'>
  #found: readonly number[] = []
  /** The indexes that have been searched: from the first one up to the second. */
  #from: number | null = null
  #to = 0

  constructor(source: Pick<HistorySource, 'events'>, words: readonly string[]) {
    this.#source = source
    this.words = words
  }

  /** The indexes of the events that have all the words, in order. */
  get found(): readonly number[] {
    return this.#found
  }

  isDone(ids: readonly number[]): boolean {
    return this.#from === 0 && this.#to === ids.length
  }

  /** Searches the next events of a history with these numbers; nothing when all have been searched. */
  async step(ids: readonly number[]): Promise<void> {
    const first = this.#from ?? ids.length
    if (this.#from === null) this.#to = first
    this.#from = first
    if (this.#to < ids.length) {
      const to = Math.min(ids.length, this.#to + chunk)
      this.#found = [...this.#found, ...(await this.#matching(ids, this.#to, to))]
      this.#to = to
    } else if (first > 0) {
      const from = Math.max(0, first - chunk)
      this.#found = [...(await this.#matching(ids, from, first)), ...this.#found]
      this.#from = from
    }
  }

  async #matching(ids: readonly number[], from: number, to: number): Promise<readonly number[]> {
    const numbers = ids.slice(from, to)
    const events = await this.#source.events(numbers)
    return numbers.flatMap((id, index) => {
      const event = events.get(id)
      return event && hasWords({ ...event.entry, json: event.json }, this.words) ? [from + index] : []
    })
  }
}

// The whole history of one job as the screens read it: the ledger's events by windows around what is on the screen, then what
// is only in memory. An event's index counts from the oldest, so that it stays when more events come.
import { createStore } from 'zustand/vanilla'
import { describeError } from '../../domain/failure.ts'
import type { HistoryEntry } from '../../domain/jobs/job.ts'

/** Where a history is read from. Both reject with JobdeckError `io`. */
export interface HistorySource {
  /** The numbers above `after` of the events that are recorded by now; null when nothing is recorded here. */
  idsAfter(after: number): Promise<readonly number[] | null>
  /** The events with these numbers; those that are gone are left out. */
  entries(ids: readonly number[]): Promise<ReadonlyMap<number, HistoryEntry>>
}

/** What is known of a history. */
export interface HistoryView {
  /** The index of the first event that can be shown, and the one after the last. */
  readonly first: number
  readonly end: number
  /** Whether the numbers of the events are known: before that, only the last ones are. */
  readonly isRead: boolean
  /** How many of the last events are in memory only. */
  readonly unrecorded: number
  /** Why the ledger cannot be read; null when it can, or when there is none. */
  readonly problem: string | null
  /** Undefined for an event that has not been read yet, or is gone. */
  at(index: number): HistoryEntry | undefined
}

/** Indexes from `from` up to `to`, which is not one of them. */
export interface IndexRange {
  readonly from: number
  readonly to: number
}

interface Recorded {
  /** Null when there is no ledger. */
  readonly ids: readonly number[] | null
  readonly entries: ReadonlyMap<number, HistoryEntry>
  readonly isRead: boolean
  readonly problem: string | null
}

/** So many screens around the one that is shown are read as well, and stay. */
const screensAround = 3
/** Before anything is shown, as many events as a large screen has rows. */
const minScreen = 60

export class JobHistory {
  /** Changes when something has been read. */
  readonly store = createStore<Recorded>(() => ({ ids: null, entries: new Map(), isRead: false, problem: null }))
  readonly #source: HistorySource
  #memory: readonly HistoryEntry[] = []
  /** How many events memory has forgotten since the history was opened. */
  #forgotten = 0
  #shown: IndexRange = { from: 0, to: 0 }
  #reading: Promise<void> | null = null
  #isOutdated = false

  constructor(source: HistorySource) {
    this.#source = source
  }

  /** The history together with the events that the job has in memory. */
  view(memory: readonly HistoryEntry[]): HistoryView {
    this.#remember(memory)
    const { ids, entries, isRead, problem } = this.store.getState()
    if (ids === null) {
      const first = this.#forgotten
      const at = (index: number) => memory[index - first]
      return { first, end: first + memory.length, isRead, unrecorded: memory.length, problem, at }
    }
    const newest = ids.slice(-2 * memory.length).flatMap((id) => entries.get(id) ?? [])
    const recorded = new Set(newest.map(identityOf))
    const recordedMs = newest.at(-1)?.receivedMs ?? Number.NEGATIVE_INFINITY
    const unrecorded = memory.filter((entry) => entry.receivedMs >= recordedMs && !recorded.has(identityOf(entry)))
    const at = (index: number) => {
      const id = ids[index]
      return id === undefined ? unrecorded[index - ids.length] : entries.get(id)
    }
    return { first: 0, end: ids.length + unrecorded.length, isRead, unrecorded: unrecorded.length, problem, at }
  }

  /** Call when these events are on the screen: they are read, with what is around them. */
  show(shown: IndexRange): void {
    this.#shown = shown
    const { ids, entries } = this.store.getState()
    if (ids && this.#wanted(ids).some((id) => !entries.has(id))) this.refresh()
  }

  /** Reads what is new. Call when the job has been heard. */
  refresh(): void {
    this.#isOutdated = true
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null
    })
  }

  async #read(): Promise<void> {
    while (this.#isOutdated) {
      this.#isOutdated = false
      try {
        await this.#readNews()
      } catch (error) {
        this.store.setState({ isRead: true, problem: describeError(error) })
      }
    }
  }

  async #readNews(): Promise<void> {
    const { ids: known, entries: before } = this.store.getState()
    const fresh = await this.#source.idsAfter(known?.at(-1) ?? 0)
    if (fresh === null) {
      this.store.setState({ isRead: true, problem: null })
      return
    }
    const ids = known && fresh.length === 0 ? known : [...(known ?? []), ...fresh]
    const wanted = this.#wanted(ids)
    const missing = wanted.filter((id) => !before.has(id))
    if (this.store.getState().isRead && ids === known && missing.length === 0) return
    const read = missing.length === 0 ? new Map<number, HistoryEntry>() : await this.#source.entries(missing)
    const entries = new Map<number, HistoryEntry>()
    for (const id of wanted) {
      const entry = before.get(id) ?? read.get(id)
      if (entry) entries.set(id, entry)
    }
    this.store.setState({ ids, entries, isRead: true, problem: null })
  }

  /** The numbers of the events that are shown, of those around them, and of the first and the last ones: a key leads there. */
  #wanted(ids: readonly number[]): readonly number[] {
    const { from, to } = this.#shown
    const screen = Math.max(minScreen, to - from)
    const around = ids.slice(Math.max(0, from - screensAround * screen), to + screensAround * screen)
    return [...new Set([...ids.slice(0, screen), ...around, ...ids.slice(-2 * screen)])]
  }

  #remember(memory: readonly HistoryEntry[]): void {
    if (memory === this.#memory) return
    const last = this.#memory.at(-1)
    const place = last ? memory.lastIndexOf(last) : -1
    const added = place < 0 ? 0 : memory.length - 1 - place
    this.#forgotten += Math.max(0, this.#memory.length + added - memory.length)
    this.#memory = memory
  }
}

function identityOf({ seq, json }: HistoryEntry): string {
  return `${seq} ${json}`
}

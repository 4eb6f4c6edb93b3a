// The whole history of one job as the screens read it: the ledger's events by windows around what is on the screen, then what
// is only in memory. An event's index counts from the oldest, so that it stays when more events come.
import { createStore } from 'zustand/vanilla'
import { filterWords } from '../../domain/attention/job-filter.ts'
import { describeError } from '../../domain/failure.ts'
import { hasWords } from '../../domain/jobs/event-words.ts'
import type { HistoryEntry } from '../../domain/jobs/job.ts'
import { HistorySearch } from './history-search.ts'
import { type HistorySource, nothingRecorded, type RecordedEvent } from './history-source.ts'

/** The times of every nth event, n being `weight`. */
export interface EventTimes {
  readonly weight: number
  readonly timesMs: readonly number[]
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
  /** The indexes of the events that the search has found, in order, and whether it is done; null while there is no search. */
  readonly search: { readonly text: string; readonly found: readonly number[]; readonly isDone: boolean } | null
  /** Null before they are read. */
  readonly times: EventTimes | null
  /** Undefined for an event that has not been read yet, or is gone. */
  at(index: number): HistoryEntry | undefined
  /** The whole payload of an event, if that has been asked for and read; else what memory keeps of it. */
  payloadAt(index: number): string | undefined
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
  readonly search: HistoryView['search']
  readonly times: EventTimes | null
  readonly payload: { readonly index: number; readonly text: string } | null
}

const nothingRead: Recorded = {
  ids: null,
  entries: new Map(),
  isRead: false,
  problem: null,
  search: null,
  times: null,
  payload: null,
}

/** So many times are enough to show when events came. */
const maxTimes = 400
/** So many screens around the one that is shown are read as well, and stay. */
const screensAround = 3
/** Before anything is shown, as many events as a large screen has rows. */
const minScreen = 60

export class JobHistory {
  /** Changes when something has been read. */
  readonly store = createStore<Recorded>(() => nothingRead)
  readonly #source: HistorySource
  #memory: readonly HistoryEntry[] = []
  /** How many events memory has forgotten since the history was opened. */
  #forgotten = 0
  #shown: IndexRange = { from: 0, to: 0 }
  #search: HistorySearch | null = null
  #searched = ''
  #hasTimes = false
  #payloadOf = -1
  #reading: Promise<void> | null = null
  #isOutdated = false

  /** @param source null when nothing is recorded */
  constructor(source: HistorySource | null) {
    this.#source = source ?? nothingRecorded
  }

  /** The history together with the events that the job has in memory. */
  view(memory: readonly HistoryEntry[]): HistoryView {
    this.#remember(memory)
    const { ids, entries, ...read } = this.store.getState()
    if (ids === null) {
      const first = this.#forgotten
      return this.#viewOf(read, first, first, memory, (index) => memory[index - first])
    }
    const newest = ids.slice(-2 * memory.length).flatMap((id) => entries.get(id) ?? [])
    const recorded = new Set(newest.map(identityOf))
    const recordedMs = newest.at(-1)?.receivedMs ?? Number.NEGATIVE_INFINITY
    const unrecorded = memory.filter((entry) => entry.receivedMs >= recordedMs && !recorded.has(identityOf(entry)))
    return this.#viewOf(read, 0, ids.length, unrecorded, (index) => {
      const id = ids[index]
      return id === undefined ? unrecorded[index - ids.length] : entries.get(id)
    })
  }

  #viewOf(
    { isRead, problem, search, times, payload }: Omit<Recorded, 'ids' | 'entries'>,
    first: number,
    recordedEnd: number,
    unrecorded: readonly HistoryEntry[],
    at: HistoryView['at'],
  ): HistoryView {
    const words = this.#search?.words
    const found = words
      ? unrecorded.flatMap((entry, index) => (hasWords(entry, words) ? [recordedEnd + index] : []))
      : []
    return {
      ...{ first, end: recordedEnd + unrecorded.length, isRead, unrecorded: unrecorded.length, problem, times },
      search: search && { ...search, found: [...search.found, ...found] },
      at,
      payloadAt: (index) => (payload?.index === index && payload.text !== '' ? payload.text : at(index)?.json),
    }
  }

  /** Searches the history for events that have all the words of a text; an empty text ends the search. */
  search(text: string): void {
    if (text === this.#searched) return
    this.#searched = text
    const words = filterWords(text)
    this.#search = words.length === 0 ? null : new HistorySearch(this.#source, words)
    this.store.setState({ search: this.#search && { text, found: [], isDone: false } })
    if (this.#search) this.refresh()
  }

  /** Reads when the events came, from now on. */
  showTimes(): void {
    if (this.#hasTimes) return
    this.#hasTimes = true
    this.refresh()
  }

  /** Reads the whole payload of an event. */
  showPayload(index: number): void {
    const id = this.store.getState().ids?.[index]
    this.#payloadOf = index
    if (id === undefined) return
    this.#source.events([id]).then(
      (events) => {
        // Another event may have been turned to meanwhile.
        if (this.#payloadOf === index) this.store.setState({ payload: { index, text: events.get(id)?.payload ?? '' } })
      },
      (error: unknown) => this.store.setState({ problem: describeError(error) }),
    )
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
        await this.#readTimes()
        await this.#searchOn()
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
    const read = missing.length === 0 ? new Map<number, RecordedEvent>() : await this.#source.events(missing)
    const entries = new Map<number, HistoryEntry>()
    for (const id of wanted) {
      const entry = before.get(id) ?? read.get(id)?.entry
      if (entry) entries.set(id, entry)
    }
    this.store.setState({ ids, entries, isRead: true, problem: null })
  }

  async #readTimes(): Promise<void> {
    const { ids, times } = this.store.getState()
    const known = times ? times.timesMs.length * times.weight : 0
    // A few more events do not change the picture.
    if (!this.#hasTimes || !ids || ids.length <= known * 1.02) return
    const weight = Math.ceil(ids.length / maxTimes)
    const sample = ids.filter((_, index) => index % weight === 0)
    this.store.setState({ times: { weight, timesMs: await this.#source.times(sample) } })
  }

  async #searchOn(): Promise<void> {
    const search = this.#search
    const text = this.#searched
    const { ids } = this.store.getState()
    if (!search) return
    if (!ids) this.store.setState({ search: { text, found: [], isDone: true } })
    while (ids && search === this.#search && !this.#isOutdated && !search.isDone(ids)) {
      await search.step(ids)
      if (search === this.#search)
        this.store.setState({ search: { text, found: search.found, isDone: search.isDone(ids) } })
    }
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

// The composition: feeds fill job tables, the clock and the flush write the store, commands act on both.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ConnectionState } from '../broker/connection-state.ts'
import { timeoutAt } from '../jobs/deadlines.ts'
import type { JobId } from '../protocol/job-id.ts'
import { monotonicNow } from '../protocol/monotonic-now.ts'
import { safeLine } from '../protocol/sanitize.ts'
import { eventsFilterOf, eventsTopicOf, topicPrefixOf } from '../protocol/topics.ts'
import type { RegistrySnapshot } from '../registry/record-cache.ts'
import { watchRegistry } from '../registry/watch-registry.ts'
import { BrokerFeed, type BrokerSource, brokerViewOf } from './broker-feed.ts'
import type { DeckCommands } from './deck-commands.ts'
import type { DeckState } from './deck-state.ts'
import { DeckView } from './deck-view.ts'
import { FlushTimer } from './flush-timer.ts'
import { JobTable } from './job-table.ts'
import { keepEqual } from './keep-equal.ts'
import { SecondClock, type Tick } from './second-clock.ts'
import { type KnownRecord, tableRecords } from './table-records.ts'

export interface MonitorOptions {
  readonly source: BrokerSource
  /** The jobs to show; null for every job. */
  readonly only: ReadonlySet<JobId> | null
  readonly registryDir: string
}

export class Monitor implements DeckCommands {
  readonly store: StoreApi<DeckState>
  readonly #options: MonitorOptions
  readonly #clock = new SecondClock()
  readonly #flush = new FlushTimer(() => this.#writeStore())
  readonly #view = new DeckView()
  #feed: BrokerFeed
  #records: ReadonlyMap<JobId, KnownRecord> = new Map()
  #registry: { close(): void } | null = null
  #acceptedThisSecond = 0

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#feed = this.#newFeed(options.source)
    this.store = createStore<DeckState>(() => ({
      ...this.#clock.current(),
      broker: brokerViewOf(options.source.profileName, null),
      topicFilter: safeLine(eventsFilterOf(options.source.topicBase), 300),
      connection: { phase: 'connecting', attempt: 1 },
      jobs: new Map(),
      ...this.#view.at(new Map(), 0),
      eventsPerSec: 0,
      drops: this.#feed.drops.snapshot(),
      outcomes: new Map(),
      profiles: [],
      problem: null,
      registryDir: safeLine(options.registryDir, 300),
    }))
  }

  start(): void {
    this.#clock.start((tick) => this.#onTick(tick))
    this.#registry = watchRegistry(this.#options.registryDir, (snapshot) => this.#onRegistry(snapshot))
    this.#feed.open()
  }

  async close(): Promise<void> {
    this.#clock.stop()
    this.#flush.stop()
    this.#registry?.close()
    await this.#feed.close()
  }

  holdOrder(): void {
    this.#view.hold(monotonicNow())
  }

  markSeen(jobId: JobId): void {
    const job = this.#feed.table.jobs.get(jobId)
    if (!job) return
    this.#view.look(job, this.store.getState().nowMs)
    this.#flush.request()
  }

  reconnect(): void {
    this.#feed.reconnect()
  }

  /** Takes over what the registry holds now. */
  #onRegistry({ records, problems }: RegistrySnapshot): void {
    const { nowMs } = this.store.getState()
    const next = tableRecords(records, this.#feed.source.topicBase, this.#records)
    const added = [...next.keys()].filter((id) => !this.#records.has(id))
    this.#records = next
    this.#feed.table.setRecords(next)
    this.#feed.subscribe(this.#topicsOutsideBase(this.#feed.source))
    for (const id of added) {
      const job = this.#feed.table.jobs.get(id)
      // What had timed out before anybody watched is old news, not an alarm.
      if (job && timeoutAt(job, nowMs)) this.#view.look(job, nowMs)
    }
    this.store.setState({ problem: problemOf(problems) })
    this.#flush.request()
  }

  #newFeed(source: BrokerSource): BrokerFeed {
    const { only } = this.#options
    const filters = only
      ? Array.from(only, (id) => eventsTopicOf(topicPrefixOf(source.topicBase, id)))
      : [eventsFilterOf(source.topicBase)]
    const feed: BrokerFeed = new BrokerFeed(source, new JobTable(only), filters, {
      onChange: () => this.#flush.request(),
      onState: (state) => {
        if (feed === this.#feed) this.#onConnection(state)
      },
      onAccepted: () => {
        this.#acceptedThisSecond++
      },
    })
    return feed
  }

  /** Events topics of records that the feed's own filter does not cover. */
  #topicsOutsideBase(source: BrokerSource): readonly string[] {
    const { only } = this.#options
    return [...this.#records]
      .filter(([id, record]) => record.topicPrefix !== topicPrefixOf(source.topicBase, id) && (!only || only.has(id)))
      .map(([, record]) => eventsTopicOf(record.topicPrefix))
  }

  #onConnection(connection: ConnectionState): void {
    this.store.setState({ connection, broker: this.#feed.view })
  }

  #onTick(tick: Tick): void {
    const eventsPerSec = this.#acceptedThisSecond
    this.#acceptedThisSecond = 0
    const { jobs } = this.store.getState()
    this.store.setState(keepEqual(this.store.getState(), { ...tick, eventsPerSec, ...this.#view.at(jobs, tick.nowMs) }))
  }

  #writeStore(): void {
    const state = this.store.getState()
    const jobs = new Map(this.#feed.table.jobs)
    this.store.setState(
      keepEqual(state, { jobs, drops: this.#feed.drops.snapshot(), ...this.#view.at(jobs, state.nowMs) }),
    )
  }
}

/** The registry's problems in one line; null when there is none. */
function problemOf(problems: RegistrySnapshot['problems']): DeckState['problem'] {
  const [first] = problems
  if (!first) return null
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return safeLine(`registry: ${first.file}: ${first.explanation}${more}`, 300)
}

// The composition: feeds fill job tables, the clock and the flush write the store, commands act on both.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ConnectionState } from '../broker/connection-state.ts'
import { timeoutAt } from '../jobs/deadlines.ts'
import type { JobId } from '../protocol/job-id.ts'
import { monotonicNow } from '../protocol/monotonic-now.ts'
import { safeLine } from '../protocol/sanitize.ts'
import { eventsFilterOf, eventsTopicOf, topicPrefixOf } from '../protocol/topics.ts'
import { BrokerFeed, type BrokerSource, brokerViewOf } from './broker-feed.ts'
import type { DeckCommands } from './deck-commands.ts'
import type { DeckState } from './deck-state.ts'
import { DeckView } from './deck-view.ts'
import { FlushTimer } from './flush-timer.ts'
import { JobTable, type TableRecord } from './job-table.ts'
import { keepEqual } from './keep-equal.ts'
import { SecondClock, type Tick } from './second-clock.ts'

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
  #records: ReadonlyMap<JobId, TableRecord> = new Map()
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
    this.#feed.open()
  }

  async close(): Promise<void> {
    this.#clock.stop()
    this.#flush.stop()
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
  setRecords(records: ReadonlyMap<JobId, TableRecord>): void {
    const { nowMs } = this.store.getState()
    const added = [...records.keys()].filter((id) => !this.#records.has(id))
    this.#records = records
    this.#feed.table.setRecords(records)
    this.#feed.subscribe(this.#topicsOutsideBase(this.#feed.source))
    for (const id of added) {
      const job = this.#feed.table.jobs.get(id)
      // What had timed out before anybody watched is old news, not an alarm.
      if (job && timeoutAt(job, nowMs)) this.#view.look(job, nowMs)
    }
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

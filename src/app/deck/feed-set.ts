// The feeds of the deck: which one is in use, whose jobs are shown, and the registry's records for both. The previous
// feed's jobs stay until the one in use is connected.
import type { JobdeckError } from '../../domain/failure.ts'
import { brokerOfKey, type JobKey } from '../../domain/jobs/job-key.ts'
import type { JobChange } from '../../domain/jobs/transition.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsFilterOf } from '../../domain/protocol/topics.ts'
import { type Clock, wallOffsetMs } from '../../io/clock/clock.ts'
import type { OpenLedger } from '../../io/ledger/ledger.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import type { JobRecord } from '../../io/registry/record.ts'
import { brokerViewOf } from '../brokers/broker-view.ts'
import type { FeedSource } from '../feeds/feed-source.ts'
import type { DeckState } from './deck-state.ts'
import type { HearingState } from './hearing.ts'
import { intakeRecords, type KnownRecord, topicsElsewhere } from './intake-records.ts'
import type { Only } from './only.ts'
import { type WatchedEvent, WatchedFeed } from './watched-feed.ts'

export interface FeedSetOptions {
  /** The profile whose feed is used first. */
  readonly profile: Profile
  readonly sourceOf: (profile: Profile) => FeedSource
  readonly only: Only
  readonly registryDir: string
  readonly openLedger: OpenLedger
  readonly clock: Clock
  /** A job that is shown has changed. */
  readonly report: (change: JobChange) => void
  /** Events of every feed's messages and ledger, and of the connection in use. */
  readonly onEvent: (event: WatchedEvent) => void
}

export class FeedSet {
  readonly #options: FeedSetOptions
  /** Every feed that was used in this run, by its profile; an edited profile gets another feed. */
  readonly #feeds = new Map<string, WatchedFeed>()
  #inUse: WatchedFeed
  #shown: WatchedFeed
  #isOpened = false
  #records: ReadonlyMap<JobId, KnownRecord> = new Map()

  constructor(options: FeedSetOptions) {
    this.#options = options
    this.#inUse = this.#feedOf(options.profile)
    this.#shown = this.#inUse
    this.#shown.intake.enter(options.report)
  }

  get inUse(): WatchedFeed {
    return this.#inUse
  }

  get shown(): WatchedFeed {
    return this.#shown
  }

  /** The feed of a job's broker; if there are several, the shown one. */
  feedOfJob(job: JobKey): WatchedFeed {
    const broker = brokerOfKey(job)
    const feeds = [this.#shown, ...this.#feeds.values()]
    return feeds.find(({ source }) => source.broker === broker) ?? this.#shown
  }

  /** The broker in use as the screen shows it, and whose jobs are left over. */
  view(): Pick<DeckState, 'broker' | 'topicFilter' | 'leftOver'> {
    const { source, address, topicBase } = this.#inUse
    return {
      broker: brokerViewOf(source.profileName, address),
      topicFilter: eventsFilterOf(topicBase),
      leftOver: this.#shown === this.#inUse ? null : this.#shown.source.profileName,
    }
  }

  /** Call at least once a second. Returns how far the broker whose jobs are shown has been heard. */
  listen(): HearingState {
    const nowMs = this.#options.clock.monotonicMs()
    this.#inUse.hearing.listen(nowMs)
    return this.#shown.hearing.listen(nowMs)
  }

  /** Opens the first feed, unless the user has already switched to another one. */
  open(): void {
    if (this.#isOpened) return
    this.#isOpened = true
    this.#inUse.open(Promise.resolve())
  }

  /** Uses the profile's feed from now on. Returns whether the feed has changed. */
  switchTo(profile: Profile): boolean {
    const next = this.#feedOf(profile)
    if (next === this.#inUse) return false
    this.#isOpened = true
    const isWritten = this.#inUse.close()
    this.#inUse = next
    this.setRecords(new Map(Array.from(this.#records, ([id, { source }]) => [id, source])))
    next.open(isWritten)
    return true
  }

  /** Passes the registry's records to the feeds, and subscribes to the topics that they name. */
  setRecords(records: ReadonlyMap<JobId, JobRecord>): void {
    const { only, clock } = this.#options
    const { topicBase } = this.#inUse
    this.#records = intakeRecords(records, topicBase, this.#records, wallOffsetMs(clock))
    for (const feed of new Set([this.#inUse, this.#shown])) feed.setRecords(this.#records)
    this.#inUse.listen(topicsElsewhere(this.#records, topicBase, only))
  }

  /** Closes every feed for good. Resolves to why events of some of them are not recorded. */
  async end(): Promise<readonly JobdeckError[]> {
    const losses = await Promise.all(Array.from(this.#feeds.values(), (feed) => feed.end()))
    return losses.filter((loss) => loss !== null)
  }

  #feedOf(profile: Profile): WatchedFeed {
    const key = JSON.stringify(profile)
    const feed = this.#feeds.get(key) ?? this.#newFeed(profile)
    this.#feeds.set(key, feed)
    return feed
  }

  #newFeed(profile: Profile): WatchedFeed {
    const { sourceOf, only, registryDir, openLedger, clock } = this.#options
    const feed: WatchedFeed = new WatchedFeed({
      source: sourceOf(profile),
      only,
      registryDir,
      openLedger,
      clock,
      onEvent: (event) => this.#onEvent(feed, event),
    })
    return feed
  }

  #onEvent(feed: WatchedFeed, event: WatchedEvent): void {
    const isAboutConnection = event.kind === 'connection' || event.kind === 'warning'
    if (isAboutConnection && feed !== this.#inUse) return
    if (event.kind === 'connection' && event.state.phase === 'connected') this.#show(feed)
    this.#options.onEvent(event)
  }

  #show(feed: WatchedFeed): void {
    if (feed === this.#shown) return
    this.#shown.intake.leave()
    this.#shown = feed
    feed.intake.enter(this.#options.report)
  }
}

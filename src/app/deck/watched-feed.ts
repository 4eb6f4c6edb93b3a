// What the deck keeps of one feed: the jobs that it brought, its ledger and what was dropped. Lives on while the deck shows
// another feed, so that switching back finds everything again.
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { eventsFilterOf, eventsTopicOf, isEventsTopicBelow, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { Ledger, TimedEntry } from '../../io/ledger/ledger.ts'
import { openLedger } from '../../io/ledger/open-ledger.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { Seen } from '../actions/emit.ts'
import type { EmitTarget } from '../actions/emit-target.ts'
import type { Feed, FeedEvent } from '../feeds/feed.ts'
import type { FeedSource } from '../feeds/feed-source.ts'
import { MqttFeed } from '../feeds/mqtt-feed.ts'
import { DropLog } from './drop-log.ts'
import { Echoes } from './echoes.ts'
import { Intake, type MessageOutcome } from './intake.ts'

export type WatchedEvent =
  | FeedEvent
  /** A message has come and has changed the jobs or the drops. */
  | { readonly kind: 'message'; readonly outcome: 'accepted' | 'dropped' }
  /** The ledger has been read. */
  | { readonly kind: 'restored' }
  /** What is wrong with the ledger; null when it works again. */
  | { readonly kind: 'ledger'; readonly problem: JobdeckError | null }

export interface WatchedFeedOptions {
  readonly source: FeedSource
  /** The jobs to keep to; null for every job. */
  readonly only: ReadonlySet<JobId> | null
  readonly clock: Clock
  readonly onEvent: (event: WatchedEvent) => void
}

export class WatchedFeed implements EmitTarget {
  readonly source: FeedSource
  readonly intake: Intake
  readonly publish: Feed['publish']
  readonly drops = new DropLog()
  readonly #feed: Feed
  readonly #clock: Clock
  readonly #onEvent: (event: WatchedEvent) => void
  readonly #echoes: Echoes
  #ledger: Ledger | null = null
  /**
   * Settled when the ledger has been read. That happens at each opening: what another profile of this broker, or another
   * deck, has received meanwhile is in there.
   */
  #restored: Promise<void> = Promise.resolve()
  #readings = 0
  #isWritten: Promise<void> = Promise.resolve()

  constructor({ source, only, clock, onEvent }: WatchedFeedOptions) {
    this.source = source
    this.#clock = clock
    this.#onEvent = onEvent
    this.intake = new Intake({ broker: source.broker, only, onOutcome: (...taken) => this.#settle(...taken) })
    this.#echoes = new Echoes((jobId, seq) => this.intake.hasSeq(jobId, seq), clock)
    this.#feed = new MqttFeed(source, topicsFor(source, only), clock, {
      onMessage: this.intake.receive,
      onEvent: (event) => this.#onFeedEvent(event),
    })
    this.publish = this.#feed.publish
  }

  get address(): Feed['address'] {
    return this.#feed.address
  }

  get topicBase(): string {
    return this.source.topicBase
  }

  /** Connects. The ledger is read once `isWritten`: the feed that was open before may be of the same broker. */
  open(isWritten: Promise<void>): void {
    this.#isWritten = isWritten
    this.#feed.start()
  }

  reconnect(): void {
    this.#feed.reconnect()
  }

  listen(topics: readonly string[]): void {
    this.#feed.listen(topics)
  }

  async lastSeen(jobId: JobId): Promise<Seen> {
    await this.#restored
    return { seq: this.intake.lastSeq(jobId), hasEnded: Boolean(this.intake.jobs.get(jobId)?.ending) }
  }

  reaches(settings: BrokerSettings | null): boolean {
    const { address } = this.#feed
    return settings === null || (address !== null && brokerUrl(settings) === brokerUrl(address))
  }

  hasReturned(jobId: JobId, seq: number, timeoutMs: number): Promise<boolean> {
    return this.#echoes.await(jobId, seq, timeoutMs)
  }

  /** Disconnects, until `open`; what was received is in the ledger then. */
  async close(): Promise<void> {
    // Not that of a later opening, which waits for this.
    const restored = this.#restored
    await this.#feed.stop()
    await restored
    await this.flush()
  }

  /** Writes what was accepted since the last call to the ledger. */
  flush(): Promise<void> {
    return this.#ledger?.flush() ?? Promise.resolve()
  }

  /** Closes for good. */
  async end(): Promise<void> {
    await this.close()
    await this.#ledger?.close()
  }

  #onFeedEvent(event: FeedEvent): void {
    if (event.kind === 'resolved') {
      // What is published while a long ledger is read must not be lost: the connection does not wait for that.
      this.intake.pause()
      this.#readings++
      this.#restored = Promise.all([this.#restored, this.#isWritten]).then(() => this.#readLedger(event.url))
    }
    this.#onEvent(event)
  }

  async #readLedger(broker: string): Promise<void> {
    const isFirst = this.#ledger === null
    const { stateDir } = this.source
    if (stateDir !== null) {
      const onProblem = (problem: JobdeckError | null) => this.#onEvent({ kind: 'ledger', problem })
      this.#ledger ??= openLedger({ stateDir, broker, onProblem, clock: this.#clock })
      await this.#ledger
        .restore((entry) => this.#restore(entry))
        .catch((error: unknown) =>
          onProblem(error instanceof JobdeckError ? error : new JobdeckError('io', String(error))),
        )
    }
    this.#readings--
    if (this.#readings > 0) return
    this.intake.resume(isFirst ? 'restored' : 'retained')
    this.#onEvent({ kind: 'restored' })
  }

  #restore({ topic, payload, retained, receivedMs, receivedAtMs: receivedWallMs }: TimedEntry): void {
    // Another deck on this broker may have listened to more: what does not come here would seem to have stopped.
    if (!isEventsTopicBelow(topic, this.topicBase) && !this.intake.isRecordTopic(topic)) return
    this.intake.restore({ topic, payload: Buffer.from(payload), retained, receivedMs, receivedWallMs })
  }

  #settle({ topic, retained, receivedMs, receivedWallMs }: Message, outcome: MessageOutcome): void {
    this.#echoes.check()
    if (outcome.kind === 'ignored') return
    if (outcome.kind === 'accepted') {
      const entry = { receivedMs, receivedAtMs: receivedWallMs, topic, retained, payload: outcome.text }
      const source = retained ? 'retained' : 'live'
      this.#ledger?.append([{ entry, event: outcome.event, source, note: null, effect: 'newest' }])
    } else this.drops.add(receivedWallMs, topic, outcome.reason, outcome.explanation)
    this.#onEvent({ kind: 'message', outcome: outcome.kind })
  }
}

function topicsFor({ topicBase }: FeedSource, only: ReadonlySet<JobId> | null): readonly string[] {
  if (only === null) return [eventsFilterOf(topicBase)]
  return Array.from(only, (id) => eventsTopicOf(topicPrefixOf(topicBase, id)))
}

// One feed with its jobs, its ledger and its dropped messages. It stays while the deck shows another feed, so that
// everything is still there after switching back.
import type { JobFlags } from '../../domain/attention/job-flags.ts'
import type { JobdeckError } from '../../domain/failure.ts'
import { lastCountedSeq, noSeqs } from '../../domain/jobs/seq-set.ts'
import type { DropReason } from '../../domain/protocol/decode.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { eventsFilterOf, eventsTopicOf, jobIdOfTopic, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { OpenLedger } from '../../io/ledger/ledger.ts'
import type { EmitTarget } from '../actions/emit-target.ts'
import type { Feed, FeedEvent } from '../feeds/feed.ts'
import { lastingSession } from '../feeds/feed-session.ts'
import type { FeedSource } from '../feeds/feed-source.ts'
import { MqttFeed } from '../feeds/mqtt-feed.ts'
import type { Seen } from '../outbox/queue-event.ts'
import type { DeckState } from './deck-state.ts'
import { DropLog } from './drop-log.ts'
import { Echoes, hasReceived } from './echoes.ts'
import { FeedLedger } from './feed-ledger.ts'
import { GapLog } from './gap-log.ts'
import { Hearing, type HearingOptions } from './hearing.ts'
import { Intake } from './intake.ts'
import { JobHistory } from './job-history.ts'
import type { KeptEvent, MessageOutcome } from './message-outcome.ts'
import type { Only } from './only.ts'
import type { IntakeRecord } from './record-topics.ts'
import { noMarks, type RestoredMarks } from './restored-marks.ts'

export type WatchedEvent =
  | FeedEvent
  /** A message has changed the jobs or the drops. */
  | { readonly kind: 'message'; readonly outcome: 'accepted' | 'dropped' }
  /** The ledger has been read: the jobs, what the user has seen of them, and has decided about them. */
  | { readonly kind: 'restored'; readonly marks: RestoredMarks }
  /** The history of a job has been read. */
  | { readonly kind: 'history' }
  /** Messages may have been missed. */
  | { readonly kind: 'missed' }
  /** A problem with the ledger; null when it works again. */
  | { readonly kind: 'ledger'; readonly problem: JobdeckError | null }

export interface WatchedFeedOptions {
  readonly source: FeedSource
  readonly only: Only
  readonly registryDir: string
  readonly openLedger: OpenLedger
  readonly clock: Clock
  readonly onEvent: (event: WatchedEvent) => void
}

export class WatchedFeed implements EmitTarget {
  readonly source: FeedSource
  readonly intake: Intake
  readonly publish: Feed['publish']
  readonly hearing: Hearing
  readonly #drops = new DropLog()
  readonly #gaps: GapLog
  readonly #feed: Feed
  readonly #clock: Clock
  readonly #open: OpenLedger
  readonly #registryDir: string
  readonly #onEvent: (event: WatchedEvent) => void
  readonly #echoes: Echoes
  #ledger: FeedLedger | null = null
  #records: ReadonlyMap<JobId, IntakeRecord> = new Map()
  /** Jobs that are looked at before there is a ledger. */
  readonly #wanted = new Set<JobId>()
  /**
   * Settled when the ledger has been read. It is read at each opening, because another profile of this broker, or another
   * deck, may have added to it.
   */
  #restored: Promise<void> = Promise.resolve()
  #readings = 0
  #isResumed = false
  #isWritten: Promise<void> = Promise.resolve()

  constructor({ source, only, registryDir, openLedger, clock, onEvent }: WatchedFeedOptions) {
    this.source = source
    this.#registryDir = registryDir
    this.#clock = clock
    this.#open = openLedger
    this.#onEvent = onEvent
    const hearing: HearingOptions = {
      lastHeardMs: () => (this.#readings > 0 ? null : this.#feed.lastHeardMs()),
      onHeardAgain: (deafSinceMs, nowMs) => this.intake.hearAgain(deafSinceMs, nowMs),
      isResumed: () => this.#isResumed,
    }
    this.hearing = new Hearing(hearing, clock.monotonicMs())
    this.intake = new Intake({
      broker: source.broker,
      only,
      hearing: this.hearing,
      onOutcome: (...taken) => this.#settle(...taken),
      recordedContents: (jobId, seq) => this.#ledger?.contentsOf(jobId, seq) ?? [],
    })
    this.#gaps = new GapLog({ clock, jobs: () => this.intake.jobs, onChange: () => onEvent({ kind: 'missed' }) })
    this.#echoes = new Echoes((jobId, seq) => hasReceived(this.intake.jobs.get(jobId), seq), clock)
    this.#feed = new MqttFeed({
      source,
      topics: topicsFor(source, only),
      session: lastingSession(source.stateDir, scopeOf(source, only)),
      acknowledgement: source.stateDir === null ? 'on-receipt' : 'by-owner',
      clock,
      onMessage: this.intake.receive,
      onEvent: (event) => this.#onFeedEvent(event),
    })
    this.publish = this.#feed.publish
  }

  get address(): Feed['address'] {
    return this.#feed.address
  }

  /** What was dropped and what may have been missed. */
  logs(): Pick<DeckState, 'drops' | 'gaps'> {
    return { drops: this.#drops.snapshot(), gaps: this.#gaps.snapshot() }
  }

  /** The user reads what was dropped so far. */
  readDrops(): void {
    this.#drops.read()
  }

  get topicBase(): string {
    return this.source.topicBase
  }

  /** Connects. The ledger is read once `isWritten`: the feed that was open before may be of the same broker. */
  open(isWritten: Promise<void>): void {
    this.#isWritten = isWritten
    this.#feed.start(isWritten)
  }

  reconnect(): void {
    this.#feed.reconnect()
  }

  /** Asks the broker for a sign of life. */
  ping(): void {
    this.#feed.ping()
  }

  listen(topics: readonly string[]): void {
    this.#feed.listen(topics)
  }

  setRecords(records: ReadonlyMap<JobId, IntakeRecord>): void {
    this.#records = records
    this.intake.setRecords(records)
    this.#ledger?.setRecords(records)
  }

  /** The history of this job is looked at: it comes from the ledger. */
  wantHistory(jobId: JobId): void {
    if (this.#ledger) this.#ledger.wantHistory(jobId)
    else this.#wanted.add(jobId)
  }

  /** The whole history of a job; without a ledger there is only what is in memory. */
  historyOf(jobId: JobId): JobHistory {
    const source = () => this.#ledger?.historyOf(jobId)
    return new JobHistory({
      idsAfter: async (after) => {
        await this.#restored
        return (await source()?.idsAfter(after)) ?? null
      },
      events: async (ids) => (await source()?.events(ids)) ?? new Map(),
      times: async (ids) => (await source()?.times(ids)) ?? [],
    })
  }

  /** The user has seen this state of the job. */
  saveSeen(jobId: JobId, state: string): void {
    this.#ledger?.saveSeen(jobId, state)
  }

  /** What the user has decided about the job. */
  saveFlags(jobId: JobId, flags: JobFlags): void {
    this.#ledger?.saveFlags(jobId, flags)
  }

  async lastSeen(jobId: JobId): Promise<Seen> {
    await this.#restored
    const job = this.intake.jobs.get(jobId)
    return { seq: lastCountedSeq(job?.seqs ?? noSeqs), hasEnded: Boolean(job?.ending) }
  }

  hasReturned(jobId: JobId, seq: number, timeoutMs: number): Promise<boolean> {
    return this.#echoes.await(jobId, seq, timeoutMs)
  }

  /** Disconnects, until `open`; what was received is in the ledger then. */
  async close(): Promise<void> {
    // Not the promise of a later opening, which waits for this one.
    const restored = this.#restored
    this.#gaps.stop()
    this.#noteHeard()
    await this.#feed.stop(this.#ledger?.flush())
    await restored
    await this.#ledger?.flush()
  }

  /** Closes for good. Resolves to why events are not recorded; null when all are. */
  async end(): Promise<JobdeckError | null> {
    await this.close()
    return (await this.#ledger?.close()) ?? null
  }

  /** The next run judges limits up to here: what this one has said of the last seconds stays true. */
  #noteHeard(): void {
    this.hearing.listen(this.#clock.monotonicMs())
    if (this.hearing.hasCaughtUp) this.#ledger?.noteHeard()
  }

  #onFeedEvent(event: FeedEvent): void {
    if (event.kind === 'resolved') {
      // The connection does not wait until a long ledger is read: what is published meanwhile must not be lost.
      this.intake.pause()
      this.#readings++
      this.#restored = Promise.all([this.#restored, this.#isWritten]).then(() => this.#readLedger(event.url))
      this.#gaps.open(this.#restored.then(() => this.#ledger))
    }
    if (event.kind === 'resumed') this.#isResumed = true
    else if (event.kind === 'connection' && event.state.phase !== 'connected') this.#isResumed = false
    this.#gaps.onFeedEvent(event)
    this.#onEvent(event)
  }

  async #readLedger(broker: string): Promise<void> {
    const isFirst = this.#ledger === null
    this.#ledger ??= this.#openLedger(broker)
    const marks = (await this.#ledger?.restore()) ?? noMarks
    const heardMs = await this.#ledger?.lastHeardMs()
    if (typeof heardMs === 'number') this.hearing.restore(heardMs)
    await this.#gaps.restore(this.#ledger)
    this.#readings--
    if (this.#readings > 0) return
    this.intake.resume(isFirst ? 'restored' : 'retained')
    this.#onEvent({ kind: 'restored', marks })
  }

  #openLedger(broker: string): FeedLedger | null {
    const { stateDir } = this.source
    if (stateDir === null) return null
    const ledger = new FeedLedger({
      stateDir,
      broker,
      topicBase: this.topicBase,
      registryDir: this.#registryDir,
      intake: this.intake,
      openLedger: this.#open,
      clock: this.#clock,
      acknowledge: (through) => this.#feed.acknowledge(through),
      onProblem: (problem) => this.#onEvent({ kind: 'ledger', problem }),
      onHistory: () => this.#onEvent({ kind: 'history' }),
      onLogFault: (path, { reason, explanation }) => this.#drop(path, reason, explanation),
    })
    ledger.setRecords(this.#records)
    for (const id of this.#wanted) ledger.wantHistory(id)
    return ledger
  }

  /** A log that could not be read. */
  #drop(path: string, reason: DropReason, explanation: string): void {
    this.#drops.add(this.#clock.wallMs(), path, reason, explanation)
    this.#onEvent({ kind: 'message', outcome: 'dropped' })
  }

  #settle(message: Message, outcome: MessageOutcome, delivery: number): void {
    this.#echoes.check()
    this.#ledger?.record(message, keptOf(outcome), delivery)
    if (outcome.kind === 'ignored') return
    if (outcome.kind === 'dropped') {
      this.#drops.add(message.receivedWallMs, message.topic, outcome.reason, outcome.explanation)
      const jobId = jobIdOfTopic(message.topic)
      if (outcome.reason === 'duplicate' && jobId !== null) this.#ledger?.countRepeat(jobId)
    }
    this.#onEvent({ kind: 'message', outcome: outcome.kind })
  }
}

function keptOf(outcome: MessageOutcome): KeptEvent | null {
  if (outcome.kind === 'ignored') return null
  return outcome.kind === 'accepted' ? outcome : (outcome.kept ?? null)
}

/** A session keeps what its topics bring: a deck that shows some jobs must not take what waits for one that shows all. */
function scopeOf({ topicBase }: FeedSource, only: Only): string {
  return [topicBase, ...(only === 'mine' ? [only] : [...(only ?? [])].sort())].join(' ')
}

function topicsFor({ topicBase }: FeedSource, only: Only): readonly string[] {
  if (only === null || only === 'mine') return [eventsFilterOf(topicBase)]
  return Array.from(only, (id) => eventsTopicOf(topicPrefixOf(topicBase, id)))
}

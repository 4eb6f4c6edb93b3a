// One broker as the monitor uses it: its connection, the jobs that it brought, what was dropped. Lives on while the
// deck shows another broker, so that switching back finds everything again.

import { JobdeckError } from '../../domain/failure.ts'
import type { BrokerId } from '../../domain/jobs/job-key.ts'
import type { Cause } from '../../domain/jobs/transition.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { isEventsTopicBelow } from '../../domain/protocol/topics.ts'
import { monotonicNow, wallOffset } from '../../io/clock/monotonic-now.ts'
import type { Ledger, LedgerEntry } from '../../io/ledger/ledger.ts'
import { openLedger } from '../../io/ledger/open-ledger.ts'
import { type Connection, openConnection } from '../../io/mqtt/connection.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { ProfileAddress } from '../../io/profiles/profile-settings.ts'
import { type BrokerView, brokerViewOf } from '../brokers/broker-view.ts'
import { DropLog } from '../deck/drop-log.ts'
import type { JobTable } from '../deck/job-table.ts'

/** Where a feed gets its broker from: a profile, resolved at every `open` and after a failure that waits for the person. */
export interface BrokerSource {
  readonly profileName: string
  readonly broker: BrokerId
  /** Where it leads, as far as that is known without a secret; null when it is not. */
  readonly address: ProfileAddress | null
  readonly topicBase: string
  /** Where the journal is kept; null for a broker that does not outlive the process. */
  readonly stateDir: string | null
  /** May read a secret or start the embedded broker; throws JobdeckError. */
  resolve(): Promise<BrokerSettings>
}

export interface FeedEvents {
  /** A message changed the jobs or the drops. */
  readonly onChange: () => void
  readonly onState: (state: ConnectionState) => void
  readonly onAccepted: () => void
  /** The journal has brought its jobs back for the first time; what has come meanwhile is taken in after this. */
  readonly onRestored: () => void
  /** What is wrong with the journal; null when it is mended. */
  readonly onProblem: (problem: JobdeckError | null) => void
  /** Something unwise or refused that leaves the connection up, such as a world-readable key. */
  readonly onWarning: (warning: string) => void
}

export class BrokerFeed {
  readonly drops = new DropLog()
  readonly #source: BrokerSource
  readonly #events: FeedEvents
  readonly table: JobTable
  /** Empty when only some jobs are shown; `subscribe` adds theirs. */
  #filters: ReadonlySet<string>
  #settings: BrokerSettings | null = null
  #connection: Connection | null = null
  #ledger: Ledger | null = null
  /**
   * Settled when the journal has been read. That happens at each opening: what another profile of this broker, or another
   * monitor, has received meanwhile is in there.
   */
  #restored: Promise<void> = Promise.resolve()
  /** Messages that came while the journal is being read, which are newer than what it holds; null when it has been. */
  #early: Message[] | null = null
  #isStopped = false
  /** Emitted events whose coming back is awaited. */
  readonly #echoes = new Set<{ jobId: JobId; seq: number; resolve: (arrived: boolean) => void }>()
  /** Counts openings, so that a slow `resolve` of an opening that was closed meanwhile is thrown away. */
  #opening = 0

  constructor(source: BrokerSource, table: JobTable, filters: readonly string[], events: FeedEvents) {
    this.#source = source
    this.table = table
    this.#filters = new Set(filters)
    this.#events = events
  }

  get view(): BrokerView {
    return brokerViewOf(this.#source.profileName, this.#settings ?? this.#source.address)
  }

  get source(): BrokerSource {
    return this.#source
  }

  /** What was received before comes from the ledger, once `isWritten`: the feed before may be of the same broker. */
  open(isWritten: Promise<void> = Promise.resolve()): void {
    const opening = ++this.#opening
    this.#setState({ phase: 'connecting', attempt: 1 })
    this.#resolveAndConnect(opening, isWritten).catch((error: unknown) => {
      if (opening === this.#opening) this.#setState({ phase: 'stopped', error: asJobdeckError(error) })
    })
  }

  /** Tries now; with settings read anew when it waits for the person, who may have mended them. */
  reconnect(): void {
    if (!this.#isStopped) {
      this.#connection?.reconnect()
      return
    }
    void this.close()
    this.open()
  }

  /** Listens to more topics, now and after every reconnect. */
  subscribe(filters: readonly string[]): void {
    const added = filters.filter((filter) => !this.#filters.has(filter))
    if (added.length === 0) return
    this.#filters = new Set([...this.#filters, ...added])
    this.#connection?.subscribe(added)
  }

  publish(topic: string, payload: string, retain: boolean, timeoutMs: number): Promise<PublishResult> {
    if (!this.#connection) return Promise.resolve({ kind: 'offline' })
    return this.#connection.publish(topic, payload, { retain, timeoutMs })
  }

  /** The highest seq of a job that the broker or the journal has shown; 0 for none. */
  async lastSeq(jobId: JobId): Promise<number> {
    await this.#restored
    return this.table.lastSeq(jobId)
  }

  /** Whether settings lead to this feed's broker; null stands for the feed's own. */
  reaches(settings: BrokerSettings | null): boolean {
    return settings === null || (this.#settings !== null && brokerUrl(settings) === brokerUrl(this.#settings))
  }

  /** Waits until an event has come from the broker; false when it has not within `timeoutMs`. */
  async hasSeq(jobId: JobId, seq: number, timeoutMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), timeoutMs)
    const waiting = { jobId, seq, resolve }
    this.#echoes.add(waiting)
    if (this.table.hasSeq(jobId, seq)) resolve(true)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#echoes.delete(waiting)
    }
  }

  /** Disconnects, until `open`; what was received is in the journal then. */
  async close(): Promise<void> {
    this.#opening++
    const connection = this.#connection
    this.#connection = null
    await connection?.close()
    await this.#restored
    await this.flush()
  }

  /** Writes what was accepted since the last call to the journal. */
  flush(): Promise<void> {
    return this.#ledger?.flush() ?? Promise.resolve()
  }

  /** Closes for good. */
  async end(): Promise<void> {
    await this.close()
    await this.#ledger?.close()
  }

  #setState(state: ConnectionState): void {
    this.#isStopped = state.phase === 'stopped'
    this.#events.onState(state)
  }

  async #resolveAndConnect(opening: number, isWritten: Promise<void>): Promise<void> {
    const settings = await this.#source.resolve()
    if (opening !== this.#opening) return
    this.#settings = settings
    this.#early ??= []
    this.#restored = Promise.all([this.#restored, isWritten]).then(() => this.#restoreFrom(brokerUrl(settings)))
    // At once: what is published while a long journal is read would be lost.
    this.#connect(settings)
  }

  async #restoreFrom(broker: string): Promise<void> {
    const { stateDir } = this.#source
    if (stateDir !== null) {
      const isFirst = this.#ledger === null
      this.#ledger ??= openLedger({ stateDir, broker, onProblem: this.#events.onProblem })
      await this.#ledger
        .restore((entry) => this.#restore(entry, isFirst ? 'restored' : 'retained'))
        .catch((error: unknown) => this.#events.onProblem(asJobdeckError(error)))
      if (isFirst) this.#events.onRestored()
      else this.#events.onChange()
    }
    const early = this.#early ?? []
    this.#early = null
    for (const message of early) this.#take(message)
  }

  #restore({ topic, payload, retained, receivedAtMs }: LedgerEntry, cause: Cause): void {
    // Another monitor of this broker may have listened to more: what does not come here any more would seem to have stopped.
    if (!isEventsTopicBelow(topic, this.#source.topicBase) && !this.table.isRecordTopic(topic)) return
    // The clock may have been ahead when it was written: nothing was received after now.
    const receivedMs = Math.min(receivedAtMs - wallOffset(), monotonicNow())
    const receivedWallMs = receivedAtMs
    this.table.restore({ topic, payload: Buffer.from(payload), retained, receivedMs, receivedWallMs }, cause)
  }

  #connect(settings: BrokerSettings): void {
    this.#connection = openConnection({
      settings,
      filters: [...this.#filters],
      onState: (state) => this.#setState(state),
      onWarning: (warning) => this.#events.onWarning(warning),
      onMessage: (message) => this.#receive(message),
    })
  }

  #receive(message: Message): void {
    if (this.#early) this.#early.push(message)
    else this.#take(message)
  }

  #take(message: Message): void {
    const { topic, retained, receivedWallMs } = message
    const intake = this.table.receive(message)
    if (intake.kind === 'accepted') {
      this.#ledger?.append([{ receivedAtMs: receivedWallMs, topic, retained, payload: intake.text }])
      this.#events.onAccepted()
    }
    if (intake.kind === 'dropped') this.drops.add(receivedWallMs, topic, intake.reason, intake.explanation)
    // An event that changes nothing, such as a second end, has come back all the same.
    for (const { jobId, seq, resolve } of this.#echoes) if (this.table.hasSeq(jobId, seq)) resolve(true)
    if (intake.kind !== 'ignored') this.#events.onChange()
  }
}

function asJobdeckError(error: unknown): JobdeckError {
  if (error instanceof JobdeckError) return error
  return new JobdeckError('config', error instanceof Error ? error.message : String(error))
}

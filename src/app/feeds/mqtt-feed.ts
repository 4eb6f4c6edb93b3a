// A broker as a feed: resolves its settings and connects; when that cannot work, it stops until the user acts.
import { describeError, JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { type Connection, openConnection } from '../../io/mqtt/connection.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'
import type { Acknowledgement } from '../../io/mqtt/link-deliveries.ts'
import type { PublishOptions } from '../../io/mqtt/link-publishes.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { ProfileAddress } from '../../io/profiles/profile-settings.ts'
import type { Feed, FeedListener } from './feed.ts'
import type { FeedSession } from './feed-session.ts'
import type { FeedSource } from './feed-source.ts'

export interface MqttFeedOptions extends FeedListener {
  readonly source: FeedSource
  readonly topics: readonly string[]
  readonly session: FeedSession
  readonly acknowledgement: Acknowledgement
  readonly clock: Clock
}

export class MqttFeed implements Feed {
  readonly #options: MqttFeedOptions
  #topics: ReadonlySet<string>
  #address: ProfileAddress | null
  #connection: Connection | null = null
  /** A connection that is being closed: what it has delivered is still acknowledged, until there is a new one. */
  #leaving: Connection | null = null
  /** Settled when nothing holds the session any more that this feed needs. */
  #isFree: Promise<unknown> = Promise.resolve()
  /** The last delivery, and the last one before the present connection, which counts from 1 again. */
  #delivery = 0
  #deliveryBefore = 0
  /** The settings may be the fault, and the user may have fixed them. */
  #mayBeFixed = false
  #isConnected = false
  /** Counts starts, so that a slow `resolve` is discarded if its start was stopped meanwhile. */
  #starts = 0

  constructor(options: MqttFeedOptions) {
    this.#options = options
    this.#topics = new Set(options.topics)
    this.#address = options.source.address
  }

  get address(): ProfileAddress | null {
    return this.#address
  }

  start(isFree: Promise<void> = Promise.resolve()): void {
    this.#isFree = Promise.all([this.#isFree, isFree])
    const start = ++this.#starts
    this.#onState({ phase: 'connecting', attempt: 1 })
    this.#connect(start).catch((error: unknown) => {
      if (start === this.#starts) this.#onState({ phase: 'stopped', error: asJobdeckError(error) })
    })
  }

  stop(isRecorded: Promise<void> = Promise.resolve()): Promise<void> {
    const stopped = this.#disconnect(isRecorded).then(() => this.#options.session.release())
    this.#isFree = Promise.all([this.#isFree, stopped])
    return stopped
  }

  reconnect(): void {
    if (!this.#mayBeFixed) {
      this.#connection?.reconnect()
      return
    }
    void this.#disconnect(Promise.resolve())
    this.start()
  }

  listen(topics: readonly string[]): void {
    const added = topics.filter((topic) => !this.#topics.has(topic))
    if (added.length === 0) return
    this.#topics = new Set([...this.#topics, ...added])
    this.#connection?.subscribe(added)
  }

  acknowledge(through: number): void {
    const connection = this.#connection ?? this.#leaving
    connection?.acknowledge(through - this.#deliveryBefore)
  }

  lastHeardMs(): number | null {
    return this.#isConnected ? (this.#connection?.lastHeardMs() ?? null) : null
  }

  ping(): void {
    this.#connection?.ping()
  }

  readonly publish = (topic: string, payload: string, options: PublishOptions): Promise<PublishResult> =>
    this.#connection?.publish(topic, payload, options) ?? Promise.resolve({ kind: 'offline' })

  async #disconnect(isRecorded: Promise<void>): Promise<void> {
    this.#starts++
    const connection = this.#connection
    this.#connection = null
    this.#leaving = connection
    await isRecorded
    await connection?.close()
  }

  async #connect(start: number): Promise<void> {
    const { source, session, acknowledgement, clock, onEvent, onMessage } = this.#options
    const settings = await source.resolve()
    if (start !== this.#starts) return
    this.#address = settings
    onEvent({ kind: 'resolved', url: brokerUrl(settings) })
    await this.#isFree
    if (start !== this.#starts) return
    const plan = await session.claim(settings).catch((error: unknown) => {
      onEvent({ kind: 'warning', text: describeError(asJobdeckError(error)) })
      return 'none' as const
    })
    if (start !== this.#starts) return
    const before = this.#delivery
    this.#deliveryBefore = before
    this.#connection = openConnection({
      settings,
      filters: [...this.#topics],
      session: plan,
      acknowledgement,
      clock,
      onMessage: (message, delivery) => {
        this.#delivery = before + delivery
        onMessage(message, before + delivery)
      },
      onGap: (gap) => onEvent({ kind: 'gap', gap }),
      onResume: (lastHeardWallMs) => onEvent({ kind: 'resumed', lastHeardWallMs }),
      onState: (state) => {
        if (start === this.#starts) this.#onState(state)
      },
      onWarning: (text) => onEvent({ kind: 'warning', text }),
    })
  }

  #onState(state: ConnectionState): void {
    // A refused login is retried slowly by itself, but the user may have fixed the password.
    const isRefused = state.phase === 'waiting' && state.error.code === 'refused'
    this.#isConnected = state.phase === 'connected'
    this.#mayBeFixed = state.phase === 'stopped' || isRefused
    this.#options.onEvent({ kind: 'connection', state })
  }
}

function asJobdeckError(error: unknown): JobdeckError {
  if (error instanceof JobdeckError) return error
  return new JobdeckError('config', error instanceof Error ? error.message : String(error))
}

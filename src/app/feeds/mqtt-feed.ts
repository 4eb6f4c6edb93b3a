// A broker as a feed: resolves its settings and connects; when that cannot work, it stops until the user acts.
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { type Connection, openConnection } from '../../io/mqtt/connection.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'
import type { PublishOptions } from '../../io/mqtt/link-publishes.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { ProfileAddress } from '../../io/profiles/profile-settings.ts'
import type { Feed, FeedListener } from './feed.ts'
import type { FeedSource } from './feed-source.ts'

export class MqttFeed implements Feed {
  readonly #source: FeedSource
  readonly #clock: Clock
  readonly #listener: FeedListener
  #topics: ReadonlySet<string>
  #address: ProfileAddress | null
  #connection: Connection | null = null
  /** The settings may be the fault, and the user may have fixed them. */
  #mayBeFixed = false
  /** Counts starts, so that a slow `resolve` is discarded if its start was stopped meanwhile. */
  #starts = 0

  constructor(source: FeedSource, topics: readonly string[], clock: Clock, listener: FeedListener) {
    this.#source = source
    this.#topics = new Set(topics)
    this.#address = source.address
    this.#clock = clock
    this.#listener = listener
  }

  get address(): ProfileAddress | null {
    return this.#address
  }

  start(): void {
    const start = ++this.#starts
    this.#onState({ phase: 'connecting', attempt: 1 })
    this.#connect(start).catch((error: unknown) => {
      if (start === this.#starts) this.#onState({ phase: 'stopped', error: asJobdeckError(error) })
    })
  }

  async stop(): Promise<void> {
    this.#starts++
    const connection = this.#connection
    this.#connection = null
    await connection?.close()
  }

  reconnect(): void {
    if (!this.#mayBeFixed) {
      this.#connection?.reconnect()
      return
    }
    void this.stop()
    this.start()
  }

  listen(topics: readonly string[]): void {
    const added = topics.filter((topic) => !this.#topics.has(topic))
    if (added.length === 0) return
    this.#topics = new Set([...this.#topics, ...added])
    this.#connection?.subscribe(added)
  }

  readonly publish = (topic: string, payload: string, options: PublishOptions): Promise<PublishResult> =>
    this.#connection?.publish(topic, payload, options) ?? Promise.resolve({ kind: 'offline' })

  async #connect(start: number): Promise<void> {
    const settings = await this.#source.resolve()
    if (start !== this.#starts) return
    this.#address = settings
    this.#listener.onEvent({ kind: 'resolved', url: brokerUrl(settings) })
    this.#connection = openConnection({
      settings,
      filters: [...this.#topics],
      clock: this.#clock,
      onMessage: this.#listener.onMessage,
      onState: (state) => this.#onState(state),
      onWarning: (text) => this.#listener.onEvent({ kind: 'warning', text }),
    })
  }

  #onState(state: ConnectionState): void {
    // A refused login is retried slowly by itself, but the user may have fixed the password.
    const isRefused = state.phase === 'waiting' && state.error.code === 'refused'
    this.#mayBeFixed = state.phase === 'stopped' || isRefused
    this.#listener.onEvent({ kind: 'connection', state })
  }
}

function asJobdeckError(error: unknown): JobdeckError {
  if (error instanceof JobdeckError) return error
  return new JobdeckError('config', error instanceof Error ? error.message : String(error))
}

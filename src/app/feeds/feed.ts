// The Feed port: where messages come from and events are published to. A feed knows its transport and nothing about jobs.
import type { Message } from '../../domain/protocol/message.ts'
import type { Gap } from '../../io/mqtt/connection-session.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'
import type { PublishOptions } from '../../io/mqtt/link-publishes.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import type { ProfileAddress } from '../../io/profiles/profile-settings.ts'

export type FeedEvent =
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  /** The broker's URL is known; messages come only after this. */
  | { readonly kind: 'resolved'; readonly url: string }
  /** Messages may have been published that never arrived here; reported when the connection is up again. */
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** The broker has kept the session since it was last heard (epoch milliseconds), and delivers what has waited. */
  | { readonly kind: 'resumed'; readonly lastHeardWallMs: number }
  /** Something unwise or refused that leaves the connection up, such as a world-readable key. */
  | { readonly kind: 'warning'; readonly text: string }

export interface FeedListener {
  /** Every message, straight from the wire; deliveries are numbered in order. Must not throw. */
  readonly onMessage: (message: Message, delivery: number) => void
  readonly onEvent: (event: FeedEvent) => void
}

export interface Feed {
  /** The broker's address; null when it is not known yet. */
  readonly address: ProfileAddress | null
  /** Connects once `isFree` (another feed may hold the session until then) and stays connected, until `stop`. */
  start(isFree?: Promise<void>): void
  /** Disconnects once `isRecorded`: what was delivered before can still be acknowledged. */
  stop(isRecorded?: Promise<void>): Promise<void>
  /** Tries now; rereads the settings when it waits for the user, who may have fixed them. */
  reconnect(): void
  /** Listens to more topics, now and after every reconnect. */
  listen(topics: readonly string[]): void
  /** Every delivery up to and including this one is recorded: the broker may forget them. */
  acknowledge(through: number): void
  /** When the broker was last heard, on the monotonic timeline; null while there is no connection. */
  lastHeardMs(): number | null
  /** Asks the broker for a sign of life, when there is a connection. */
  ping(): void
  /** Resolves to the result; never rejects. */
  readonly publish: (topic: string, payload: string, options: PublishOptions) => Promise<PublishResult>
}

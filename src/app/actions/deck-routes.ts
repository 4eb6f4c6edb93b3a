// How a deck sends entries: over its own connection where that leads to the same broker by the same login, over another one
// with the settings of a job's record, and not at all what another process has queued for a profile that is not in use here.
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { type Channel, channelKey } from '../outbox/channel.ts'
import { publisherRoutes } from '../outbox/publisher-routes.ts'
import type { Route } from '../outbox/sender.ts'
import type { EmitTarget } from './emit-target.ts'

export interface DeckRoutesOptions {
  readonly env: Environment
  readonly profiles: Profiles
  readonly clock: Clock
  readonly inUse: () => EmitTarget
  readonly isConnected: () => boolean
}

export const offlineReason = 'offline'
export const undeliveredReason = 'sent, but the broker does not deliver it: is writing allowed?'
/** How long an acknowledged event may take to come back on MQTT 3.1.1, where a denied one is acknowledged too (§7). */
const echoMs = 5_000

export class DeckRoutes {
  readonly #options: DeckRoutesOptions
  readonly #overPublisher: (entry: OutboxEntry) => Promise<Route>
  /** The targets of what was emitted in this run, by number in the outbox. */
  readonly #targets = new Map<number, EmitTarget>()
  readonly #ownChannels = new Set<string>()
  readonly #closed = Promise.withResolvers<true>()

  constructor(options: DeckRoutesOptions) {
    this.#options = options
    this.#overPublisher = publisherRoutes(options)
  }

  /** Nothing comes back any more: what is acknowledged counts. */
  close(): void {
    this.#closed.resolve(true)
  }

  /** The entry was emitted in this run. */
  own(entry: OutboxEntry, target: EmitTarget): void {
    this.#targets.set(entry.id, target)
    this.#ownChannels.add(channelKey(entry))
  }

  /** Whether this deck can find the broker of a channel, and may ask for its secret. */
  canSend(channel: Channel): boolean {
    return channel.profile === null || this.#isInUse(channel) || this.#ownChannels.has(channelKey(channel))
  }

  readonly routeOf = async (entry: OutboxEntry): Promise<Route> => {
    if (!this.#isInUse(entry)) return await this.#overPublisher(entry)
    const { inUse, isConnected } = this.#options
    const target = inUse()
    const isUp = () => isConnected() && inUse() === target
    return {
      key: 'the connection of the deck',
      open: async () => {
        if (!isUp()) throw new JobdeckError('unreachable', offlineReason)
        const { publish } = target
        return { publish: publish.bind(target), isUp, close: async () => {} }
      },
    }
  }

  /** Whether an acknowledged event of this run has come back; null: nothing speaks against it. */
  readonly confirm = async ({ id, broker, jobId, seq }: OutboxEntry, result: PublishResult): Promise<string | null> => {
    const target = this.#targets.get(id)
    // On MQTT 5 the acknowledgement says whether the event was taken.
    const mayBeDenied = result.kind === 'acked' && result.mqttVersion === 4
    if (!mayBeDenied || !target?.address || brokerUrl(target.address) !== broker) return null
    const hasReturned = target.hasReturned(jobId, seq, echoMs)
    return (await Promise.race([hasReturned, this.#closed.promise])) ? null : undeliveredReason
  }

  #isInUse({ profile, broker, username, certFile }: Channel): boolean {
    const { address, source } = this.#options.inUse()
    if (!address || profile !== source.profileName) return false
    return brokerUrl(address) === broker && address.username === username && address.certFile === certFile
  }
}

// The broker inside this process, started when it is first needed.
import type { BrokerSettings } from '../../io/mqtt/settings.ts'

/** Starts the broker for the first caller; after a failed start the next caller tries again. */
export class EmbeddedHost {
  #broker: Promise<{ settings: BrokerSettings; close(): Promise<void> }> | null = null

  async settings(): Promise<BrokerSettings> {
    this.#broker ??= import('../../io/own-broker/embedded.ts').then(({ startEmbeddedBroker }) => startEmbeddedBroker())
    try {
      return (await this.#broker).settings
    } catch (error) {
      this.#broker = null
      throw error
    }
  }

  async close(): Promise<void> {
    await (await this.#broker)?.close()
  }
}

// A sender over the real outbox and a connection of its own, as an emit has it.
import { onTestFinished } from 'vitest'
import { publisherRoutes } from '../../../src/app/outbox/publisher-routes.ts'
import { Sender, type SenderOptions } from '../../../src/app/outbox/sender.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { openOutbox } from '../../../src/io/ledger/open-outbox.ts'
import type { NumberedEvent, OutboxEntry } from '../../../src/io/ledger/sqlite/outbox-entry.ts'
import { type BrokerSettings, brokerUrl } from '../../../src/io/mqtt/settings.ts'
import { openProfiles } from '../../../src/io/profiles/profiles.ts'
import type { Environment } from '../../../src/io/profiles/settings-from-env.ts'
import { outgoing } from '../../io/ledger/outgoing.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

/** The environment that leads to a broker. */
function envOf({ host, port, username, password }: BrokerSettings): Environment {
  const login = username === null ? {} : { MQTT_USERNAME: username, MQTT_PASSWORD: password ?? '' }
  return { MQTT_BROKER: host, MQTT_PORT: String(port), ...login }
}

export interface OwnSender {
  readonly sender: Sender
  readonly stateDir: string
  readonly channel: SenderOptions['channel']
  readonly routeOf: SenderOptions['routeOf']
  /** Queues an event; `topic` is what comes after the job's prefix. */
  queue(seq: number, fields?: Partial<NumberedEvent>): Promise<number>
  entry(id: number): Promise<OutboxEntry | null>
  /** One sender more on the same outbox. */
  another(): Sender
}

/** A sender to `settings` with its own folders; closed when the test ends. */
export function ownSender(settings: BrokerSettings, options: Partial<SenderOptions> = {}): OwnSender {
  const home = temporaryFolder()
  const stateDir = `${home}/state`
  const env = { ...envOf(settings), JOBDECK_CONFIG_DIR: `${home}/config` }
  const clock = options.clock ?? systemClock
  const channel = { broker: brokerUrl(settings), profile: 'env', username: settings.username, certFile: null }
  const profiles = openProfiles({ env, cwd: home })
  const routeOf = publisherRoutes({ env, profiles, clock: systemClock })
  const another = () => {
    const sender = new Sender({ stateDir, channel, clock, routeOf, confirm: async () => null, ...options })
    onTestFinished(() => sender.close())
    return sender
  }
  const outbox = openOutbox({ stateDir, broker: channel.broker }, clock)
  onTestFinished(() => outbox.close())
  return {
    ...{ sender: another(), another, stateDir, channel, routeOf },
    queue: async (seq, fields) => {
      const event = outgoing(seq, { ...channel, topic: `t/${seq}`, ...fields })
      const id = await outbox.reserve(event, '/nowhere/staged')
      await outbox.confirm(id)
      return id
    },
    entry: (id) => outbox.entry(id),
  }
}

export const jobNamed = (text: string) => text as JobId

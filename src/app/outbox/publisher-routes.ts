// How a process without a monitor sends entries: over a separate connection, with the settings that each entry leads to.

import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { openPublisher } from '../../io/mqtt/publisher.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import { type SettingsMeans, settingsOfEntry } from './entry-settings.ts'
import type { Route } from './sender.ts'

export interface RouteMeans extends SettingsMeans {
  readonly onWarning?: (warning: string) => void
}

/** Makes the `routeOf` of a sender. The settings of a profile are found once, since that may run a password command. */
export function publisherRoutes(means: RouteMeans): (entry: OutboxEntry) => Promise<Route> {
  const known = new Map<string, Promise<BrokerSettings>>()
  const settingsOf = (entry: OutboxEntry) => {
    if (entry.profile === null) return settingsOfEntry(entry, means)
    const settings = known.get(entry.profile) ?? settingsOfEntry(entry, means)
    known.set(entry.profile, settings)
    settings.catch(() => known.delete(entry.profile ?? ''))
    return settings
  }
  return async (entry) => {
    const settings = await settingsOf(entry)
    const { onWarning, clock } = means
    return {
      key: JSON.stringify(settings),
      open: (timeoutMs) => openPublisher(settings, { timeoutMs, onWarning, clock }),
    }
  }
}

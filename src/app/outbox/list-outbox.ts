// What the outbox holds, for people: each entry with why it is where it is, as seen from this process.
import { describeError } from '../../domain/failure.ts'
import type { EventType } from '../../domain/protocol/event.ts'
import { type Clock, sleep } from '../../io/clock/clock.ts'
import type { Outbox } from '../../io/ledger/sqlite/outbox.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { lookAtHolder } from '../../io/lock/held-lock.ts'
import { isUnfinished } from './await-entry.ts'
import { processLockPath, sendingLockPath } from './channel.ts'
import { checkProfile, type SettingsMeans, settingsOfEntry } from './entry-settings.ts'
import { eventOfEntry } from './record-sent.ts'

export interface ListedEntry {
  readonly entry: OutboxEntry
  /** Null when the payload is damaged. */
  readonly event: EventType | null
  /** Raw; null when there is nothing to say. */
  readonly why: string | null
}

/** A sender process that has just been started has its lock after this time. */
const startMs = 1_000

export interface ListOptions extends SettingsMeans {
  readonly clock: Clock
  readonly stateDir: string
  /** Whether to list what was acknowledged or dropped, too. */
  readonly which: 'open' | 'all'
}

/** The entries, the oldest first. Rejects with JobdeckError `io`. */
export async function listOutbox(outbox: Outbox, options: ListOptions): Promise<readonly ListedEntry[]> {
  const entries = await outbox.everything()
  const shown =
    options.which === 'all' ? entries : entries.filter(({ state }) => state !== 'acked' && state !== 'dropped')
  return await Promise.all(
    shown.map(async (entry) => ({ entry, event: eventOfEntry(entry), why: await whyOf(entry, options) })),
  )
}

async function whyOf(entry: OutboxEntry, options: ListOptions): Promise<string | null> {
  if (!isUnfinished(entry)) return entry.reason
  const obstacle = await obstacleOf(entry, options)
  if (obstacle !== null) return obstacle
  const sender = (await senderOf(entry, options.stateDir)) ?? (await laterSenderOf(entry, options))
  if (sender === null) return [entry.reason, 'nobody is sending it: jobdeck outbox retry'].filter(Boolean).join('; ')
  return entry.reason === null ? `${sender} is sending it` : `${entry.reason}; ${sender} keeps trying`
}

/** Why nobody with this process's settings can send it. A profile's secret is left alone. */
async function obstacleOf(entry: OutboxEntry, options: ListOptions): Promise<string | null> {
  try {
    if (entry.profile === null) await settingsOfEntry(entry, options)
    else checkProfile(entry, options)
    return null
  } catch (error) {
    return describeError(error)
  }
}

async function senderOf(entry: OutboxEntry, stateDir: string): Promise<string | null> {
  const paths = [sendingLockPath(stateDir, entry), processLockPath(stateDir, entry)]
  const holders = await Promise.all(paths.map((path) => lookAtHolder(path)))
  return holders.find(({ holder }) => holder !== null)?.holder ?? null
}

async function laterSenderOf(entry: OutboxEntry, { stateDir, clock }: ListOptions): Promise<string | null> {
  await sleep(clock, startMs)
  return await senderOf(entry, stateDir)
}

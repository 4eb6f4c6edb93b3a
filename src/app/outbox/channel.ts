// What goes to the same broker by the same login shares a connection, and is sent by one process at a time.
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'

/** `profile` is null for the own brokers of records. Holds no secret. */
export type Channel = Pick<OutboxEntry, 'broker' | 'profile' | 'username' | 'certFile'>

/** The same for every entry of one channel. */
export function channelKey({ broker, profile, username, certFile }: Channel): string {
  return JSON.stringify([broker, profile, username, certFile])
}

/** The lock of the process that sends for the channel now. */
export function sendingLockPath(stateDir: string, channel: Channel): string {
  return join(stateDir, 'outbox', `${hashOf(channelKey(channel))}.sending`)
}

/** The lock of the channel's sender process, held for its whole life. */
export function processLockPath(stateDir: string, channel: Channel): string {
  return join(stateDir, 'outbox', `${hashOf(channelKey(channel))}.process`)
}

/** Tells the reservations of several state directories apart in one registry. */
export function ownerOf(stateDir: string): string {
  return hashOf(resolve(stateDir)).slice(0, 8)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

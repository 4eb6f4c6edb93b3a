// The content of an event as a number: with its job and seq it is the event's identity (PROTOCOL.md §5).
import { crc32 } from 'node:zlib'

/**
 * The CRC-32 of the payload's text: finds repeats, and protects from nobody. It lives no longer than the process: the ledger
 * has a hash that nobody can collide with.
 */
export function contentHash(text: string): number {
  return crc32(text)
}

// The content of an event as a number: with its job and seq it is the event's identity (PROTOCOL.md §5).
import { crc32 } from 'node:zlib'

/**
 * The CRC-32 of the payload's text: finds repeats, and protects from nobody. The ledger keeps it with the last events of a job,
 * so it stays as it is from version to version; which events the ledger holds, a hash that nobody can collide with decides.
 */
export function contentHash(text: string): number {
  return crc32(text)
}

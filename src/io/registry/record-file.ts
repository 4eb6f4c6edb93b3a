// One record's file: only a regular file of a sane size is ever read, and a reader always finds the whole old record or
// the whole new one, whatever happens to the writer.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { writeAtomically } from '../files/atomic-write.ts'
import { errnoOf, ioError } from '../files/io-error.ts'
import { type JobRecord, maxRecordBytes, parseRecord, type RecordFault } from './record.ts'

/** A record file as it was read. `stamp` changes whenever the file does. */
export type RecordReading =
  | { readonly kind: 'missing' }
  | { readonly kind: 'record'; readonly record: JobRecord; readonly text: string; readonly stamp: string }
  | { readonly kind: 'problem'; readonly fault: RecordFault; readonly explanation: string; readonly stamp: string }

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** A pipe named like a record must not block the reader. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

export function recordPath(dir: string, id: JobId): string {
  return join(dir, `${id}.json`)
}

/** Reads a record; problems are values. With `known`, an unchanged file returns that same reading. Never throws. */
export async function readRecordFile(dir: string, id: JobId, known?: RecordReading): Promise<RecordReading> {
  let file: FileHandle
  try {
    file = await open(recordPath(dir, id), readFlags)
  } catch (error) {
    return unopened(errnoOf(error))
  }
  try {
    const stat = await file.stat({ bigint: true })
    const stamp = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`
    if (known && known.kind !== 'missing' && known.stamp === stamp) return known
    if (!stat.isFile()) return { kind: 'problem', fault: 'not-a-file', explanation: 'it is not a regular file', stamp }
    if (stat.size > maxRecordBytes)
      return { kind: 'problem', fault: 'too-large', explanation: `it is larger than ${maxRecordBytes} bytes`, stamp }
    const text = decode(await file.readFile())
    if (text === null) return { kind: 'problem', fault: 'not-json', explanation: 'the file is not UTF-8', stamp }
    const parsed = parseRecord(text, id)
    return parsed.kind === 'record' ? { ...parsed, text, stamp } : { ...parsed, stamp }
  } catch (error) {
    return unopened(errnoOf(error))
  } finally {
    await file.close()
  }
}

/** Replaces a record; call it only under the registry's lock. Throws JobdeckError `io`; the old record is then unchanged. */
export async function writeRecordFile(dir: string, id: JobId, text: string): Promise<void> {
  const path = recordPath(dir, id)
  try {
    await writeAtomically({ path, content: text, mode: 0o600, onExisting: 'replace' })
  } catch (error) {
    throw ioError('write', path, error)
  }
}

function unopened(errno: string | null): RecordReading {
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return { kind: 'missing' }
  if (errno === 'ELOOP')
    return { kind: 'problem', fault: 'not-a-file', explanation: 'it is a symbolic link', stamp: 'link' }
  return { kind: 'problem', fault: 'unreadable', explanation: `it cannot be read (${errno})`, stamp: `${errno}` }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

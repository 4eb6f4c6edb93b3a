// One record's file: read so that nothing but a plain file of a sane size is ever opened, written so that a reader finds
// the old record or the new one whole, whatever happens to the writer.
import { constants } from 'node:fs'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobId } from '../../domain/protocol/job-id.ts'
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
/** Starts with a dot and does not end in `.json`: no program takes it for a record. */
const temporarySuffix = '.jobdeck-tmp'

export function recordPath(dir: string, id: JobId): string {
  return join(dir, `${id}.json`)
}

/** Whether a name in the registry directory is a temporary file of `writeRecordFile`. */
export function isTemporary(name: string): boolean {
  return name.startsWith('.') && name.endsWith(temporarySuffix)
}

/** Reads a record. What is wrong with it is a value; given `known`, an unchanged file is that reading again. Never throws. */
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
    if (!stat.isFile()) return { kind: 'problem', fault: 'not-a-file', explanation: 'it is not a plain file', stamp }
    if (stat.size > maxRecordBytes)
      return { kind: 'problem', fault: 'too-large', explanation: `it has more than ${maxRecordBytes} bytes`, stamp }
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

/**
 * Puts a record in place of the old one: temporary file (0600), fsync, rename, fsync of the directory. Only while the
 * registry's lock is held, which also makes what a killed writer left behind ours to remove.
 *
 * Throws JobdeckError `io`; the old record stands then.
 */
export async function writeRecordFile(dir: string, id: JobId, text: string): Promise<void> {
  const path = recordPath(dir, id)
  const temporary = join(dir, `.${id}${temporarySuffix}`)
  try {
    await unlink(temporary).catch(ignoreMissing)
    await writeWhole(temporary, text)
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw ioError('write', path, error)
  }
  await syncDirectory(dir)
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text, 'utf8')
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the rename last through a power cut. It has happened already, so a file system that cannot sync is no failure. */
async function syncDirectory(dir: string): Promise<void> {
  try {
    const handle = await open(dir, constants.O_RDONLY | constants.O_DIRECTORY)
    await handle.sync().finally(() => handle.close())
  } catch {
    return
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

function ignoreMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error
}

// SQLite takes the first damaged frame of its write-ahead log for the log's end, and forgets without a word what comes behind it.
// Here damage is distinguished from the torn end that a power failure leaves (https://sqlite.org/fileformat2.html#walformat).
import { closeSync, constants, openSync, readSync } from 'node:fs'

const headerBytes = 32
const frameHeaderBytes = 24
/** The next number says the same, and that checksums are made of big-endian words. */
const magic = 0x377f0682
const pageSizes: ReadonlySet<number> = new Set([512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536])

type Checksum = readonly [number, number]

/**
 * Whether complete transactions follow a frame that is broken. The last one may be torn: it was never reported as being on disk.
 * False for a log that is missing; another process may be writing it.
 */
export function isLogDamaged(path: string): boolean {
  const file = openIfThere(path)
  if (file === null) return false
  try {
    return isDamaged(file)
  } finally {
    closeSync(file)
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch {
    return null
  }
}

function isDamaged(file: number): boolean {
  const header = readAt(file, 0, headerBytes)
  if (!header) return false
  const pageBytes = header.readUInt32BE(8)
  const isBigEndian = header.readUInt32BE(0) === magic + 1
  const isKnown = (isBigEndian || header.readUInt32BE(0) === magic) && pageSizes.has(pageBytes)
  let checksum: Checksum | null = sumOf(header.subarray(0, 24), [0, 0], isBigEndian)
  // The header is on disk before the first frame is written.
  if (!isKnown || !holds(header.subarray(24), checksum)) return readAt(file, headerBytes, frameHeaderBytes) !== null
  let hasCompleteBehind = false
  for (let at = headerBytes; ; at += frameHeaderBytes + pageBytes) {
    const frame = readAt(file, at, frameHeaderBytes + (checksum ? pageBytes : 0))
    if (!frame) return false
    // What an earlier round of the log has left has other salts.
    const isOfThisRound = frame.subarray(8, 16).equals(header.subarray(16, 24))
    if (checksum) {
      const begun = sumOf(frame.subarray(0, 8), checksum, isBigEndian)
      const sum = sumOf(frame.subarray(frameHeaderBytes), begun, isBigEndian)
      checksum = isOfThisRound && holds(frame.subarray(16), sum) ? sum : null
    }
    if (checksum || !isOfThisRound) continue
    if (hasCompleteBehind) return true
    // The last frame of a transaction says how many pages the file has then.
    hasCompleteBehind = frame.readUInt32BE(4) > 0
  }
}

/** So many bytes from a place of the file; null when it ends before them. */
function readAt(file: number, at: number, bytes: number): Buffer | null {
  const buffer = Buffer.alloc(bytes)
  return readSync(file, buffer, 0, bytes, at) === bytes ? buffer : null
}

function sumOf(bytes: Buffer, [first, second]: Checksum, isBigEndian: boolean): Checksum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let [a, b] = [first, second]
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, !isBigEndian) + b) >>> 0
    b = (b + view.getUint32(at + 4, !isBigEndian) + a) >>> 0
  }
  return [a, b]
}

function holds(bytes: Buffer, [a, b]: Checksum): boolean {
  return bytes.readUInt32BE(0) === a && bytes.readUInt32BE(4) === b
}

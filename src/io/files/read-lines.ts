// Reads a file line by line in bounded memory, whatever it contains.
import type { FileHandle } from 'node:fs/promises'

const lineBreak = 0x0a
const chunkBytes = 256 * 1024

/**
 * Calls `onLine` with every line that is not empty, including a last one without a line break. Lines longer than `maxBytes`
 * are skipped; resolves to the number of these. Does not close the handle.
 */
export async function readLines(handle: FileHandle, maxBytes: number, onLine: (line: string) => void): Promise<number> {
  let begun: Buffer[] = []
  let begunBytes = 0
  let tooLong = 0

  function end(piece: Buffer): void {
    const bytes = begunBytes + piece.length
    if (bytes > maxBytes) tooLong += 1
    else if (bytes > 0) onLine((begun.length > 0 ? Buffer.concat([...begun, piece]) : piece).toString('utf8'))
    begun = []
    begunBytes = 0
  }

  const stream = handle.createReadStream({ start: 0, highWaterMark: chunkBytes, autoClose: false })
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(lineBreak); at >= 0; at = chunk.indexOf(lineBreak, from)) {
      end(chunk.subarray(from, at))
      from = at + 1
    }
    const rest = chunk.subarray(from)
    begunBytes += rest.length
    if (begunBytes > maxBytes) begun = []
    else if (rest.length > 0) begun.push(rest)
  }
  end(Buffer.alloc(0))
  return tooLong
}

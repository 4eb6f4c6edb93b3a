// `<job_id>.events.log`: what was published for a job, append-only, one JSON text a line (PROTOCOL.md §5).
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { ioError } from '../files/io-error.ts'

const appendFlags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW

export function eventLogPath(dir: string, id: JobId): string {
  return join(dir, `${id}.events.log`)
}

/**
 * Appends one line in one write, so that lines of several processes never mix. `line` is JSON without a line break.
 * A last line that a killed or out-of-space writer left unfinished is ended first. Throws JobdeckError `io`.
 */
export async function appendEventLog(dir: string, id: JobId, line: string): Promise<void> {
  const path = eventLogPath(dir, id)
  try {
    const file = await open(path, appendFlags, 0o600)
    try {
      const { size } = await file.stat()
      const { buffer } = await file.read(Buffer.alloc(1, '\n'), 0, 1, Math.max(0, size - 1))
      const bytes = Buffer.from(`${buffer.toString() === '\n' ? '' : '\n'}${line}\n`)
      const { bytesWritten } = await file.write(bytes)
      if (bytesWritten < bytes.length) throw Object.assign(new Error('cut short'), { code: 'ENOSPC' })
    } finally {
      await file.close()
    }
  } catch (error) {
    throw ioError('append to', path, error)
  }
}

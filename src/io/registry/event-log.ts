// `<job_id>.events.log`: what was published for a job, append-only, one JSON text per line (PROTOCOL.md §5).
import { join } from 'node:path'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { appendLines, openForAppending } from '../files/append-lines.ts'
import { ioError } from '../files/io-error.ts'

export function eventLogPath(dir: string, id: JobId): string {
  return join(dir, `${id}.events.log`)
}

/** Appends one line; `line` is JSON without a line break. Throws JobdeckError `io`. */
export async function appendEventLog(dir: string, id: JobId, line: string): Promise<void> {
  const path = eventLogPath(dir, id)
  try {
    const file = await openForAppending(path)
    await appendLines(file, `${line}\n`).finally(() => file.close())
  } catch (error) {
    throw ioError('append to', path, error)
  }
}

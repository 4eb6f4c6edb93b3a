// A journal that cannot be written or read, in words.
import { JobdeckError } from '../protocol/jobdeck-error.ts'

const hints: Readonly<Record<string, string>> = {
  EACCES: 'check its owner and its permissions',
  EDQUOT: 'the disk quota is used up: free some space',
  EFBIG: 'the limit on file sizes is reached',
  EISDIR: 'a directory is in the way',
  ELOOP: 'it is a symbolic link, and the journal never follows one',
  ENOSPC: 'the disk is full: free some space',
  ENOTDIR: 'a part of its path is no directory',
  EPERM: 'check its owner and its permissions',
  EROFS: 'the file system is read-only: set JOBDECK_STATE_DIR',
}

/** JobdeckError `io`: "cannot <deed> the journal <path> (<errno>)". `lost` events will never be in it. */
export function journalIoError(deed: 'write' | 'read', path: string, error: unknown, lost = 0): JobdeckError {
  const code = (error as NodeJS.ErrnoException)?.code
  const reason = code ?? (error instanceof Error ? error.message : String(error))
  const loss = lost > 0 ? `; ${eventCount(lost)} lost to it` : ''
  return new JobdeckError(
    'io',
    `cannot ${deed} the journal ${path} (${reason})${loss}`,
    code ? (hints[code] ?? null) : null,
  )
}

/** JobdeckError `io`: the journal can be written again, but not everything has waited for that. */
export function journalGap(path: string, lost: number): JobdeckError {
  return new JobdeckError('io', `the journal ${path} lacks ${eventCount(lost)} that could not be written in time`)
}

function eventCount(count: number): string {
  return count === 1 ? '1 event' : `${count} events`
}

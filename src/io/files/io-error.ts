// Failed file operations as errors that a user can act on: which file, why, and what to do.
import { JobdeckError } from '../../domain/failure.ts'

const withoutLocks = 'its file system does not support locks: use a directory on a local disk'

const hints: Readonly<Record<string, string>> = {
  EACCES: 'check its owner and its permissions',
  EFBIG: 'the limit on file sizes is reached',
  EISDIR: 'a directory is in the way',
  ELOOP: 'it is a symbolic link, which jobdeck does not follow here',
  ENOLCK: withoutLocks,
  ENOENT: 'no such file or directory',
  ENOSYS: withoutLocks,
  ENOTDIR: 'part of its path is not a directory',
  ENXIO: 'it is a pipe, a socket or a device, not a file',
  EOPNOTSUPP: withoutLocks,
  EPERM: 'check its owner and its permissions',
  EROFS: 'the file system is read-only: choose another directory',
}

/** What is wrong with the whole disk: said first, because a narrow screen has no room for what follows a path. */
export const diskFaults: Readonly<Record<string, string>> = {
  EDQUOT: 'the disk quota is exhausted',
  ENOSPC: 'the disk is full',
}

/** The errno name of a failed system call (`ENOENT`), or null for any other error. */
export function errnoOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

/** JobdeckError `io`: "cannot <action> <file>", and what is wrong with the disk before that. An error that is already a JobdeckError is returned unchanged. */
export function ioError(action: string, file: string, error: unknown): JobdeckError {
  if (error instanceof JobdeckError) return error
  const code = errnoOf(error)
  const diskFault = diskFaults[code ?? '']
  if (diskFault) return new JobdeckError('io', `${diskFault}: cannot ${action} ${file} (${code})`, 'free some space')
  const reason = code ?? (error instanceof Error ? error.message : String(error))
  return new JobdeckError('io', `cannot ${action} ${file} (${reason})`, code === null ? null : (hints[code] ?? null))
}

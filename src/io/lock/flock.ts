// `flock(2)` through koffi: the only lock that Python's `fcntl.flock` respects (PROTOCOL.md §5).
// koffi is native and is loaded here only when the first lock is taken: reading a registry never needs it.
import { constants } from 'node:os'
import { JobdeckError } from '../../domain/failure.ts'

/** These are the same on Linux and macOS. */
const LOCK_EX = 2
const LOCK_NB = 4
const LOCK_UN = 8

export interface Flock {
  /** Takes the exclusive lock without waiting; false when another open file holds it. Throws the system's error if it fails otherwise. */
  tryLock(fd: number): boolean
  unlock(fd: number): void
}

let loading: Promise<Flock> | null = null

/** Loads the native part, once. Throws JobdeckError `config` when that fails: a registry is never written without the lock. */
export function loadFlock(): Promise<Flock> {
  loading ??= bindFlock()
  return loading
}

async function bindFlock(): Promise<Flock> {
  try {
    const { default: koffi } = await import('koffi')
    // No library name: Node itself is linked against the C library, whatever its name is on this system.
    const flock = koffi.load(null).func('int flock(int fd, int operation)')
    return {
      tryLock(fd) {
        while (flock(fd, LOCK_EX | LOCK_NB) !== 0) {
          const errno = koffi.errno()
          if (errno === constants.errno.EWOULDBLOCK) return false
          if (errno !== constants.errno.EINTR) throw lockFault(errno)
        }
        return true
      },
      unlock(fd) {
        flock(fd, LOCK_UN)
      },
    }
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new JobdeckError(
      'config',
      `files can be read but not written: locking them needs the native package koffi, which failed to load (${reason})`,
      'run npm ci on this machine; nothing was written',
    )
  }
}

function lockFault(errno: number): Error {
  const [code = `errno ${errno}`] = Object.entries(constants.errno).find(([, number]) => number === errno) ?? []
  return Object.assign(new Error(`flock: ${code}`), { code })
}

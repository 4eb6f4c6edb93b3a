// `flock(2)` through koffi: the only lock that Python's `fcntl.flock` respects (PROTOCOL.md §5).
// koffi is native and loads only here, when the first lock is wanted: reading a registry never needs it.
import { constants } from 'node:os'
import { JobdeckError } from '../../domain/failure.ts'

/** The same on Linux and macOS. */
const LOCK_EX = 2
const LOCK_NB = 4
const LOCK_UN = 8

export interface Flock {
  /** Takes the exclusive lock without waiting; false when another open file has it. Throws an errno error otherwise. */
  tryLock(fd: number): boolean
  unlock(fd: number): void
}

let loading: Promise<Flock> | null = null

/** Loads the native part, once. Throws JobdeckError `config` where it cannot: nobody writes a registry unlocked. */
export function loadFlock(): Promise<Flock> {
  loading ??= bindFlock()
  return loading
}

async function bindFlock(): Promise<Flock> {
  try {
    const { default: koffi } = await import('koffi')
    // Without a library's name: Node itself is linked against the C library, whatever its name is on this system.
    const flock = koffi.load(null).func('int flock(int fd, int operation)')
    return {
      tryLock(fd) {
        while (flock(fd, LOCK_EX | LOCK_NB) !== 0) {
          const errno = koffi.errno()
          if (errno === constants.errno.EWOULDBLOCK) return false
          if (errno !== constants.errno.EINTR) throw Object.assign(new Error(`flock: errno ${errno}`), { errno })
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
      `files can be read but not written: their lock needs the native package koffi, which does not load (${reason})`,
      'run npm ci again on this machine; nothing was written',
    )
  }
}

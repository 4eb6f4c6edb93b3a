// The one lock of a registry directory: an exclusive flock on `.lock` around every read-modify-write (PROTOCOL.md §5).
import { type FileHandle, open, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import { sleep } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import { ioError } from '../files/io-error.ts'
import { type Flock, loadFlock } from './flock.ts'
import { lockHolder } from './lock-holder.ts'

export interface LockOptions {
  /** Called once when the lock is not to be had at once, so that the wait can be shown. */
  readonly onWait?: () => void
}

const giveUpAfterMs = 5_000
/** Shorter waits are not worth telling. */
const tellAfterMs = 150
/** Pauses between tries, uneven so as not to fall into step with another process. */
const minPauseMs = 1
const maxPauseMs = 10
/** A process that takes the lock again and again leaves gaps of microseconds: each try goes on for this long to meet one. */
const tryForMs = 1

/** Always the machine's: what holds the lock is another process, which lives in real time. */
const clock = systemClock

/** Callers of this process line up here, one line a directory, and only the first polls. */
interface Line {
  tail: Promise<void>
  waiting: number
  /** When this process last let go: waiting for our own writes is no reason to give up. */
  releasedMs: number
}
const lines = new Map<string, Line>()

/**
 * Runs `work` while this process holds the directory's lock, and lets go on every way out.
 *
 * Throws JobdeckError `io` when one other process holds the lock for 5 s, or the lock file cannot be opened, and `config`
 * where locking does not work at all; `work` has not run then. Several processes that take turns are waited for.
 */
export async function withDirectoryLock<T>(
  dir: string,
  work: () => Promise<T>,
  { onWait }: LockOptions = {},
): Promise<T> {
  const key = resolve(dir)
  const line = lines.get(key) ?? { tail: Promise.resolve(), waiting: 0, releasedMs: 0 }
  lines.set(key, line)
  line.waiting++
  const calledMs = clock.monotonicMs()
  const stopTimer = onWait ? clock.after(tellAfterMs, onWait) : () => {}
  const turn = line.tail.then(async () => {
    const lock = await acquire(dir, () => Math.max(calledMs, line.releasedMs) + giveUpAfterMs)
    stopTimer()
    try {
      return await work()
    } finally {
      await lock.release()
      line.releasedMs = clock.monotonicMs()
    }
  })
  line.tail = turn.then(
    () => undefined,
    () => undefined,
  )
  try {
    return await turn
  } finally {
    stopTimer()
    if (--line.waiting === 0) lines.delete(key)
  }
}

async function acquire(dir: string, deadlineMs: () => number): Promise<{ release(): Promise<void> }> {
  const flock = await loadFlock()
  const path = join(dir, '.lock')
  for (;;) {
    const file = await openLockFile(path)
    let holder = ''
    let changedMs = Number.NEGATIVE_INFINITY
    try {
      while (!tryFor(flock, file)) {
        if (holder === '') holder = await holderOf(file)
        else if (clock.monotonicMs() >= Math.max(deadlineMs(), changedMs + giveUpAfterMs)) {
          const holderNow = await holderOf(file)
          if (holderNow === holder) throw heldError(path, holder)
          holder = holderNow
          changedMs = clock.monotonicMs()
        }
        await sleep(clock, minPauseMs + Math.random() * (maxPauseMs - minPauseMs))
      }
      if (await isStillAt(path, file)) return { release: () => release(flock, file) }
    } catch (error) {
      await file.close()
      throw ioError('lock', path, error)
    }
    await file.close()
  }
}

function tryFor(flock: Flock, file: FileHandle): boolean {
  const untilMs = clock.monotonicMs() + tryForMs
  do {
    if (flock.tryLock(file.fd)) return true
  } while (clock.monotonicMs() < untilMs)
  return false
}

async function release(flock: Flock, file: FileHandle): Promise<void> {
  flock.unlock(file.fd)
  await file.close()
}

async function openLockFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a', 0o600)
  } catch (error) {
    throw ioError('open the lock file', path, error)
  }
}

/** A lock on a file that somebody has removed or replaced meanwhile excludes nobody. */
async function isStillAt(path: string, file: FileHandle): Promise<boolean> {
  const [held, named] = await Promise.all([file.stat({ bigint: true }), stat(path, { bigint: true }).catch(() => null)])
  return named !== null && held.ino === named.ino && held.dev === named.dev
}

async function holderOf(file: FileHandle): Promise<string> {
  const { ino } = await file.stat({ bigint: true })
  return (await lockHolder(ino)) ?? 'another process, such as a registry script or another jobdeck,'
}

function heldError(path: string, holder: string): JobdeckError {
  return new JobdeckError(
    'io',
    `${holder} has held the lock ${path} for ${giveUpAfterMs / 1000} s; nothing was written`,
    'try again when it is done, or end it',
  )
}

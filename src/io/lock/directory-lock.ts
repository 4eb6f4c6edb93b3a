// The lock of a directory that several processes write to: an exclusive flock on its `.lock` around every
// read-modify-write (PROTOCOL.md §5 for the registry).
import { type FileHandle, lstat, open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import { sleep } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import { ioError } from '../files/io-error.ts'
import { type Flock, loadFlock } from './flock.ts'
import { lockFileFlags } from './lock-file.ts'
import { lockHolder } from './lock-holder.ts'

export interface LockOptions {
  /** Called once if the lock does not become free soon, so that the wait can be shown. */
  readonly onWait?: () => void
}

const giveUpAfterMs = 5_000
/** Shorter waits are not worth mentioning. */
const mentionAfterMs = 150
/** Pauses between tries are uneven, so that two processes do not synchronise. */
const minPauseMs = 1
const maxPauseMs = 10
/** A process that takes the lock again and again leaves gaps of microseconds: each try spins this long to hit one. */
const tryForMs = 1

/** Always the machine's: the lock is held by another process, which runs in real time. */
const clock = systemClock

/** The callers in this process queue up, one queue per directory, and only the first in the queue polls. */
interface Queue {
  tail: Promise<void>
  waiting: number
  /** When this process last released the lock: the time spent on our own writes does not count as waiting. */
  releasedMs: number
}
const queues = new Map<string, Queue>()

/**
 * Runs `work` while this process holds the directory's lock, and releases it whatever happens.
 *
 * Throws JobdeckError `io` when one other process holds the lock for 5 s or the lock file cannot be opened, and `config`
 * where locking does not work at all; `work` has not run in either case. Processes that take turns are waited for.
 */
export async function withDirectoryLock<T>(
  dir: string,
  work: () => Promise<T>,
  { onWait }: LockOptions = {},
): Promise<T> {
  const flock = await loadFlock()
  const key = resolve(dir)
  const queue = queues.get(key) ?? { tail: Promise.resolve(), waiting: 0, releasedMs: 0 }
  queues.set(key, queue)
  queue.waiting++
  const calledMs = clock.monotonicMs()
  let hasMentioned = onWait === undefined
  const mentionWait = () => {
    if (hasMentioned) return
    hasMentioned = true
    onWait?.()
  }
  const stopTimer = clock.after(mentionAfterMs, mentionWait)
  const turn = queue.tail.then(async () => {
    stopTimer()
    const release = await acquire(dir, flock, {
      deadlineMs: () => Math.max(calledMs, queue.releasedMs) + giveUpAfterMs,
      onBusy: () => {
        if (clock.monotonicMs() >= calledMs + mentionAfterMs) mentionWait()
      },
    })
    try {
      return await work()
    } finally {
      await release()
      queue.releasedMs = clock.monotonicMs()
    }
  })
  queue.tail = turn.then(
    () => undefined,
    () => undefined,
  )
  try {
    return await turn
  } finally {
    if (--queue.waiting === 0) queues.delete(key)
  }
}

interface Wait {
  readonly deadlineMs: () => number
  /** Another process holds the lock. */
  readonly onBusy: () => void
}

/** Resolves to the function that releases the lock. */
async function acquire(dir: string, flock: Flock, { deadlineMs, onBusy }: Wait): Promise<() => Promise<void>> {
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
        onBusy()
        await sleep(clock, minPauseMs + Math.random() * (maxPauseMs - minPauseMs))
      }
      if (await isStillAt(path, file)) return () => release(flock, file)
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

/** With the mode that the umask gives: it holds no secret, and users who share the directory share the lock (PROTOCOL.md §5). */
async function openLockFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, lockFileFlags, 0o666)
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (error) {
    throw ioError('open the lock file', path, error)
  }
  throw new JobdeckError('io', `the lock file ${path} is not a regular file`, 'remove it; nothing was written')
}

/** A lock on a file that has meanwhile been removed or replaced protects nothing. */
async function isStillAt(path: string, file: FileHandle): Promise<boolean> {
  const [held, named] = await Promise.all([
    file.stat({ bigint: true }),
    lstat(path, { bigint: true }).catch(() => null),
  ])
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
    'try again when it has finished, or stop it',
  )
}

// A lock that one process holds for a while, such as the right to send: the others do not wait in line, they ask who has it
// and whether that process is alive.
import { closeSync, fstatSync, futimesSync, lstatSync, openSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../clock/clock.ts'
import { ioError } from '../files/io-error.ts'
import { makeDirectory } from '../files/make-directory.ts'
import { loadFlock } from './flock.ts'
import { lockFileFlags } from './lock-file.ts'
import { lockHolder } from './lock-holder.ts'

export interface HeldLock {
  release(): void
}

/** While it is held, the file's time moves this often: one that stands still belongs to a process that hangs. */
export const beatEveryMs = 1_000

/**
 * Takes the lock of a file, which is created for its owner only; null while another process holds it. A killed holder frees
 * it. Throws JobdeckError `io` when the file cannot be used, and `config` where locking does not work.
 */
export async function tryHoldLock(path: string, clock: Clock): Promise<HeldLock | null> {
  const flock = await loadFlock()
  let file: number | null = null
  try {
    makeDirectory(dirname(path))
    file = openSync(path, lockFileFlags, 0o600)
    if (!fstatSync(file).isFile()) throw new JobdeckError('io', `${path} is not a regular file`, 'move it away')
    // A lock on a file that has been removed meanwhile protects nothing: the next try opens the new one.
    if (flock.tryLock(file) && isAt(path, file)) return held(file, clock)
    closeSync(file)
    return null
  } catch (error) {
    if (file !== null) closeSync(file)
    throw ioError('lock', path, error)
  }
}

function isAt(path: string, file: number): boolean {
  const named = lstatSync(path, { throwIfNoEntry: false })
  const { ino, dev } = fstatSync(file)
  return named?.ino === ino && named.dev === dev
}

function held(file: number, clock: Clock): HeldLock {
  const beat = () => futimesSync(file, clock.wallMs() / 1000, clock.wallMs() / 1000)
  beat()
  const stop = clock.every(beatEveryMs, beat)
  return {
    release: () => {
      stop()
      closeSync(file)
    },
  }
}

/** Who holds a lock (null for nobody, or where the system does not say), and a number that moves while it is alive. Never throws. */
export async function lookAtHolder(path: string): Promise<{ readonly holder: string | null; readonly beat: number }> {
  const file = await stat(path, { bigint: true }).catch(() => null)
  return { holder: file && (await lockHolder(file.ino)), beat: Number(file?.mtimeMs ?? 0) }
}

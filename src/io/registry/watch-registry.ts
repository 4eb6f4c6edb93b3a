// Watches the registry, so that changes by any program are shown at once and a burst of changes as one update.

import type { Cancel, Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import { DirectoryWatch } from '../files/watch-directory.ts'
import { isRecordName, RecordCache, type RegistrySnapshot } from './record-cache.ts'

/** Changes are read after `settleMs` without a further one, and at the latest `maxSettleMs` after the first of a burst. */
const settleMs = 80
const maxSettleMs = 250
/** The kernel drops notifications of a large burst, so from this many names on everything is reread. */
const manyNames = 500

/**
 * Calls `onChange` with the current registry, then again after each change, until it is closed. A record that has not changed
 * stays the same object. A directory that does not exist (yet, or any more) is an empty registry; unusable files are listed
 * in the snapshot. Never throws.
 */
export function watchRegistry(
  dir: string,
  onChange: (snapshot: RegistrySnapshot) => void,
  clock: Clock = systemClock,
): { close(): void } {
  const updates = new RegistryUpdates(dir, clock, onChange)
  const watch = new DirectoryWatch(dir, clock, (name) => updates.note(name))
  return {
    close() {
      watch.close()
      updates.close()
    },
  }
}

/** Collects what has changed and reads it, one read at a time. */
class RegistryUpdates {
  readonly #cache: RecordCache
  readonly #clock: Clock
  readonly #onChange: (snapshot: RegistrySnapshot) => void
  readonly #names = new Set<string>()
  #everything = false
  #burstMs: number | null = null
  #stopTimer: Cancel | null = null
  #reading = false
  #shown = false
  #closed = false

  constructor(dir: string, clock: Clock, onChange: (snapshot: RegistrySnapshot) => void) {
    this.#cache = new RecordCache(dir)
    this.#clock = clock
    this.#onChange = onChange
  }

  /** Notes a changed file, or null when anything may have changed. */
  note(name: string | null): void {
    if (name !== null && !isRecordName(name)) return
    if (name === null) this.#everything = true
    else this.#names.add(name)
    if (!this.#reading) this.#schedule()
  }

  close(): void {
    this.#closed = true
    this.#stopTimer?.()
  }

  #schedule(): void {
    const nowMs = this.#clock.monotonicMs()
    this.#burstMs ??= nowMs
    const waitMs = this.#shown ? Math.min(settleMs, this.#burstMs + maxSettleMs - nowMs) : 0
    this.#stopTimer?.()
    this.#stopTimer = this.#clock.after(waitMs, () => void this.#read())
  }

  async #read(): Promise<void> {
    const names = [...this.#names]
    const everything = this.#everything || names.length >= manyNames
    this.#names.clear()
    this.#everything = false
    this.#burstMs = null
    this.#reading = true
    const changed = everything ? await this.#cache.refreshAll() : await this.#cache.refreshSome(names)
    this.#reading = false
    if (this.#closed) return
    if (this.#everything || this.#names.size > 0) this.#schedule()
    if (!changed && this.#shown) return
    this.#shown = true
    this.#onChange(this.#cache.snapshot())
  }
}

// Tells which files of a directory changed, through the directory's own life: not there yet, removed, made anew.
import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Cancel, Clock } from '../clock/clock.ts'

/** The directory itself is looked at this often, which finds within half a second that it was made or replaced. */
const lookEveryMs = 150
/** Where the system watches nothing (no notifications left, a network file system), all is looked at every so many looks. */
const unwatchedLooks = 8

export class DirectoryWatch {
  readonly #dir: string
  readonly #onChange: (name: string | null) => void
  readonly #stopLooking: Cancel
  #watcher: FSWatcher | null = null
  /** Which directory is watched: another one of the same name is another directory. Empty for none, null before the first look. */
  #identity: string | null = null
  #modifiedNs = 0n
  /** Whether a notification came since the last look. */
  #notified = false
  #looks = 0
  #closed = false

  /** `onChange` gets a file's name, or null when anything may have changed; first of all null. */
  constructor(dir: string, clock: Clock, onChange: (name: string | null) => void) {
    this.#dir = resolve(dir)
    this.#onChange = onChange
    this.#stopLooking = clock.every(lookEveryMs, () => void this.#look())
    void this.#look()
  }

  close(): void {
    this.#closed = true
    this.#stopLooking()
    this.#watcher?.close()
  }

  async #look(): Promise<void> {
    const found = await stat(this.#dir, { bigint: true }).catch(() => null)
    if (this.#closed) return
    const identity = found?.isDirectory() ? `${found.dev}:${found.ino}:${found.birthtimeNs}` : ''
    const modifiedNs = found?.mtimeNs ?? 0n
    const replaced = identity !== this.#identity
    const unnoticed = modifiedNs !== this.#modifiedNs && !this.#notified
    const due = identity !== '' && this.#watcher === null && ++this.#looks % unwatchedLooks === 0
    this.#identity = identity
    this.#modifiedNs = modifiedNs
    this.#notified = false
    if (replaced) this.#watch()
    if (replaced || unnoticed || due) this.#onChange(null)
  }

  /** Begins anew with the directory that is there now. */
  #watch(): void {
    this.#watcher?.close()
    this.#watcher = null
    if (!this.#identity) return
    try {
      const watcher = watch(this.#dir, (_kind, name) => this.#notice(name))
      watcher.on('error', () => this.#lose(watcher))
      this.#watcher = watcher
    } catch {
      // The looks do its work.
    }
  }

  #notice(name: string | null): void {
    this.#notified = true
    // Under its own name a directory tells that it was removed or moved.
    if (name === basename(this.#dir)) this.#identity = null
    else this.#onChange(name)
  }

  #lose(watcher: FSWatcher): void {
    watcher.close()
    if (this.#watcher === watcher) this.#watcher = null
  }
}

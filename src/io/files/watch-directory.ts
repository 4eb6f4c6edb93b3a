// Reports which files of a directory changed, even if the directory itself is missing, removed or recreated.
import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Cancel, Clock } from '../clock/clock.ts'

/** The directory itself is checked this often, so that its creation or replacement is noticed within half a second. */
const checkEveryMs = 150
/** Where the system cannot watch (no watches left, a network file system), everything is reread after this many checks. */
const checksPerReread = 8

export class DirectoryWatch {
  readonly #dir: string
  readonly #onChange: (name: string | null) => void
  readonly #stopChecking: Cancel
  #watcher: FSWatcher | null = null
  /** Which directory is watched: a recreated one is another directory. Empty for none, null before the first check. */
  #identity: string | null = null
  #modifiedNs = 0n
  /** Whether a notification has come since the last check. */
  #notified = false
  #checks = 0
  #closed = false

  /** `onChange` receives a file's name, or null when anything may have changed; the first call is with null. */
  constructor(dir: string, clock: Clock, onChange: (name: string | null) => void) {
    this.#dir = resolve(dir)
    this.#onChange = onChange
    this.#stopChecking = clock.every(checkEveryMs, () => void this.#check())
    void this.#check()
  }

  close(): void {
    this.#closed = true
    this.#stopChecking()
    this.#watcher?.close()
  }

  async #check(): Promise<void> {
    const found = await stat(this.#dir, { bigint: true }).catch(() => null)
    if (this.#closed) return
    const identity = found?.isDirectory() ? `${found.dev}:${found.ino}:${found.birthtimeNs}` : ''
    const modifiedNs = found?.mtimeNs ?? 0n
    const replaced = identity !== this.#identity
    const unnoticed = modifiedNs !== this.#modifiedNs && !this.#notified
    const due = identity !== '' && this.#watcher === null && ++this.#checks % checksPerReread === 0
    this.#identity = identity
    this.#modifiedNs = modifiedNs
    this.#notified = false
    if (replaced) this.#watch()
    if (replaced || unnoticed || due) this.#onChange(null)
  }

  /** Starts over with the directory that is there now. */
  #watch(): void {
    this.#watcher?.close()
    this.#watcher = null
    if (!this.#identity) return
    try {
      const watcher = watch(this.#dir, (_kind, name) => this.#notice(name))
      watcher.on('error', () => this.#lose(watcher))
      this.#watcher = watcher
    } catch {
      // The regular checks replace it.
    }
  }

  #notice(name: string | null): void {
    this.#notified = true
    // A notification with the directory's own name means that it was removed or moved.
    if (name === basename(this.#dir)) this.#identity = null
    else this.#onChange(name)
  }

  #lose(watcher: FSWatcher): void {
    watcher.close()
    if (this.#watcher === watcher) this.#watcher = null
  }
}

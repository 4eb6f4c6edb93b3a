// Secrets that are recognised wherever they turn up: on a screen, in a file, or in the output of `ps`.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** This much of a secret counts as a leak: a field that is drawn key by key shows a part first. */
const leakChars = 8
const sampleEveryMs = 10
/** A process gets its arguments at its start: after this many looks it is looked at only now and then. */
const freshLooks = 10
const lookAtAllEvery = 20
const escapeSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[@-_])/g

export class Canaries {
  readonly #secrets = new Map<string, string>()
  readonly #seenInArguments = new Set<string>()
  #sampler: NodeJS.Timeout | null = null

  /** A new secret; `name` says later which one was found. */
  make(name: string): string {
    return this.add(name, `Zq${randomBytes(12).toString('hex')}`)
  }

  /** Adds a secret that something else has made. */
  add(name: string, secret: string): string {
    this.#secrets.set(name, secret)
    return secret
  }

  /** The names of the secrets that a text holds, whole or in part. */
  in(text: string): readonly string[] {
    const plain = text.replaceAll(escapeSequences, '')
    const holds = (secret: string) =>
      plain.includes(secret.slice(0, leakChars)) ||
      plain.includes(secret.slice(-leakChars)) ||
      plain.includes(Buffer.from(secret).toString('base64').slice(0, leakChars))
    return [...this.#secrets].filter(([, secret]) => holds(secret)).map(([name]) => name)
  }

  /** Each file below a folder that holds secrets, with their names. */
  inFilesOf(folder: string): Record<string, readonly string[]> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const found = files.map(({ parentPath, name }): [string, readonly string[]] => {
      const path = join(parentPath, name)
      return [relative(folder, path), [...this.in(path), ...this.in(readFileSync(path, 'latin1'))]]
    })
    return Object.fromEntries(found.filter(([, names]) => names.length > 0))
  }

  /** Keeps looking at the arguments of every process on this machine, more often at those of new ones. */
  watchArguments(): void {
    let looks = new Map<string, number>()
    let count = 0
    this.#sampler = setInterval(() => {
      const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
      const isForAll = count++ % lookAtAllEvery === 0
      for (const pid of pids) if (isForAll || (looks.get(pid) ?? 0) < freshLooks) this.#lookAt(pid)
      looks = new Map(pids.map((pid) => [pid, (looks.get(pid) ?? 0) + 1]))
    }, sampleEveryMs)
  }

  stopWatching(): void {
    if (this.#sampler) clearInterval(this.#sampler)
  }

  /** What has been found so far, as `secret: arguments`. */
  seenInArguments(): readonly string[] {
    return [...this.#seenInArguments]
  }

  #lookAt(pid: string): void {
    let line = ''
    try {
      line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
    } catch {
      // It has just ended.
    }
    for (const name of this.in(line)) this.#seenInArguments.add(`${name}: ${line}`)
  }
}

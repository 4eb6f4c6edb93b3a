// The working directory for a `broker init` under test: empty or copied from a prepared one, with access to its files.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { emptyDirectory } from './broker-project.ts'

export class BrokerDirectory {
  readonly path = emptyDirectory()

  /** Copies another directory with all modes: faster than making certificates again. */
  copyFrom(prepared: BrokerDirectory): void {
    cpSync(prepared.path, this.path, { recursive: true })
    for (const folder of ['certs', 'mosquitto']) chmodSync(join(this.path, folder), 0o700)
  }

  text(name: string): string {
    return readFileSync(join(this.path, name), 'utf8')
  }

  write(name: string, content: string): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true })
    writeFileSync(join(this.path, name), content)
  }

  remove(...names: readonly string[]): void {
    for (const name of names) rmSync(join(this.path, name))
  }

  /** The permission bits in octal, such as `644`. */
  modeOf(name: string): string {
    return (statSync(join(this.path, name)).mode & 0o777).toString(8)
  }

  /** The content of every file, by name. */
  snapshot(): Record<string, string> {
    const entries = readdirSync(this.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const names = entries.map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 1))
    return Object.fromEntries(names.map((name) => [name, this.text(name)]))
  }

  dispose(): void {
    rmSync(this.path, { recursive: true })
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { startProgram } from '../support/program.ts'

const hook = fileURLToPath(new URL('programs/report-loaded.ts', import.meta.url))

interface SourceMap {
  readonly sources: readonly string[]
}

/** The packages whose code a file of the bundle holds, by its source map. */
function packagesIn(file: string): readonly string[] {
  if (!existsSync(`${file}.map`)) return []
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMap
  return sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(source)?.[1] ?? [])
}

/** Runs the built jobdeck and returns the packages that were really loaded, bundled or not. */
async function loadedBy(...args: readonly string[]): Promise<{ code: number | null; packages: ReadonlySet<string> }> {
  const home = temporaryFolder()
  const loadedFile = join(home, 'loaded')
  const env = jobdeckEnvironment(home, { LOADED_FILE: loadedFile, MQTT_PORT: String(await freePort()) })
  const nodeArgs = ['--import', hook, jobdeckBin, ...args]
  const { code } = await startProgram(process.execPath, nodeArgs, { env: { ...env, MQTT_BROKER: '127.0.0.1' } }).exit
  const files = readFileSync(loadedFile, 'utf8').split('\n')
  const packages = files
    .filter((url) => url.startsWith('file:'))
    .flatMap((url) => {
      const path = fileURLToPath(url)
      return [...packagesIn(path), ...(/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.slice(1) ?? [])]
    })
  return { code, packages: new Set(packages) }
}

const heavy = ['ink', 'react', 'react-reconciler', 'yoga-layout', 'mqtt', 'aedes', 'zustand']

describe('a cold path', () => {
  it.each([
    '--help',
    '--version',
    'list',
    'list --json',
    'register --prompt cold',
    'show abc12345',
    'cancel abc12345',
    'logs abc12345',
    'complete zsh -- show a',
  ])('"%s" loads neither Ink, React nor MQTT', async (line) => {
    const { packages } = await loadedBy(...line.split(' '))
    expect(packages).toContain('commander')
    expect(heavy.filter((name) => packages.has(name))).toEqual([])
  })

  it('loads the native lock only when something is written', async () => {
    expect((await loadedBy('list')).packages).not.toContain('koffi')
    expect((await loadedBy('register', '--prompt', 'cold')).packages).toContain('koffi')
  })

  it('differs from a warm one: watch loads MQTT, but neither Ink nor React', async () => {
    const { code, packages } = await loadedBy('watch', 'abc12345')
    expect(code).toBe(69)
    expect(packages).toContain('mqtt')
    expect(packages).not.toContain('ink')
    expect(packages).not.toContain('react')
  })
})

// Where a test's jobdeck lives: in temporary folders, and in an environment without the settings of the user who runs the tests.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** The built program; `scripts/test.sh` builds it before the tests. */
export const jobdeckBin = fileURLToPath(new URL('../../bin/jobdeck.js', import.meta.url))

export type Environment = Readonly<Record<string, string | undefined>>

const homes: string[] = []
afterAll(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

/** A new folder, removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-test-'))
  homes.push(folder)
  return folder
}

/** The environment of a jobdeck that keeps everything below `home`; `overrides` win, and `undefined` removes a variable. */
export function jobdeckEnvironment(home: string, overrides: Environment = {}): Record<string, string> {
  const registry = join(home, 'jobs')
  mkdirSync(registry, { recursive: true })
  const merged = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name))),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    JOBDECK_CONFIG_DIR: join(home, 'config'),
    JOBDECK_STATE_DIR: join(home, 'state'),
    JOBDECK_REGISTRY_DIR: registry,
    ...overrides,
  }
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** With CI set Ink draws nothing live; the test alone chooses colours, brokers and the tmux session. */
function isForeign(name: string): boolean {
  return (
    /^(MQTT_|JOBDECK_|VITEST|TMUX|LC_|npm_)/.test(name) ||
    [
      'CI',
      'CONTINUOUS_INTEGRATION',
      'NODE_ENV',
      'NODE_OPTIONS',
      'NO_COLOR',
      'FORCE_COLOR',
      'COLORTERM',
      'TEST',
      'DEV',
    ].includes(name)
  )
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { runCommand } from '../../../src/io/notify/run-command.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

describe("the user's own command", () => {
  it('gets what happened in its environment, and its arguments as they are', async () => {
    const file = join(temporaryFolder(), 'said')
    const command = ['sh', '-c', 'printf "%s|%s" "$JOBDECK_DETAIL" "$1" > "$0"', file, '$(id); *']
    expect(
      await runCommand({ command, env: { PATH: process.env.PATH, JOBDECK_DETAIL: '`id`' }, clock: systemClock }),
    ).toBeNull()
    expect(readFileSync(file, 'utf8')).toBe('`id`|$(id); *')
  })

  it.each([
    [['sh', '-c', 'exit 3'], 'it exited with status 3'],
    [['sh', '-c', 'kill -9 $$'], 'it was killed by SIGKILL'],
    [['/nowhere/notifier'], 'spawn /nowhere/notifier ENOENT'],
  ])('is reported when it fails: %j', async (command, reason) => {
    expect(await runCommand({ command, env: { PATH: process.env.PATH }, clock: systemClock })).toBe(reason)
  })

  it('is ended after ten seconds', async () => {
    const clock = new SimulatedClock(0)
    const failure = runCommand({ command: ['sleep', '600'], env: { PATH: process.env.PATH }, clock })
    clock.advance(10_000)
    expect(await failure).toBe('it took longer than 10 s')
  })
})

// A slow password command, and a user who does not wait for it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isRunning } from '../support/is-running.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck, startJobdeck } from '../support/run-jobdeck.ts'
import { waitFor } from '../support/wait-for.ts'

it.each([
  // It handles the signal itself, with the status that a shell gives for it.
  [['watch'], { code: 130, signal: null }],
  [['emit', 'abc12345', 'started'], { code: null, signal: 'SIGINT' }],
  [['doctor'], { code: null, signal: 'SIGINT' }],
] as const)('%j ends at once on Ctrl-C, and the password command with it', async (args, end) => {
  const home = temporaryFolder()
  const started = join(home, 'started')
  const command = `echo $$ > ${started}; sleep 600`
  const add = ['profile', 'add', 'slow', '--host', '127.0.0.1', '--username', 'hermes', '--password-command', command]
  expect(await runJobdeck(add, { home })).toMatchObject({ code: 0 })
  const program = startJobdeck(['--profile', 'slow', ...args], { home })
  const pid = await waitFor(() => Number(readFileSync(started, 'utf8')), { what: 'the password command' })
  program.kill('SIGINT')
  expect(await program.exit).toEqual(end)
  expect(program.stderr()).toBe('')
  await waitFor(() => !isRunning(pid), { what: 'the end of the password command' })
})

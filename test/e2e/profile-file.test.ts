// The profiles file under several jobdecks at once, after a slip in an editor, and with hostile names.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { goBack } from '../support/deck/broker-list.ts'
import { brokerEnv, quit } from '../support/deck/open-deck.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { startInPty } from '../support/terminal/pty.ts'

function fileOf(home: string): string {
  return join(home, 'config', 'profiles.json')
}

async function unreachable() {
  return brokerEnv(await freePort())
}

it('the profiles file keeps everything that twelve processes and a deck save at the same moment', async () => {
  const home = temporaryFolder()
  const deck = startInPty([], { home, env: await unreachable(), columns: 120, rows: 40 })
  await deck.sees('✗ offline')
  await deck.press('b').sees('a add')
  await deck.press('a').sees('add a profile')
  await deck
    .types('from-deck')
    .press('tab')
    .types('127.0.0.1')
    .sees(/host +│ 127\.0\.0\.1/)
  const names = Array.from({ length: 12 }, (_, i) => `from-cli-${i}`)
  const adding = names.map((name) => runJobdeck(['profile', 'add', name, '--host', '127.0.0.1'], { home }))
  await deck.press('ctrl-s')
  for (const { code, stderr } of await Promise.all(adding)) expect(code, stderr).toBe(0)
  await deck.sees('from-deck is saved')
  await goBack(deck, 'esc close')
  await quit(deck)
  const { profiles } = JSON.parse(readFileSync(fileOf(home), 'utf8'))
  expect(Object.keys(profiles).sort()).toEqual([...names, 'from-deck'].sort())
  expect(statSync(fileOf(home)).mode & 0o777).toBe(0o600)
})

it('a broken profiles file is reported and left untouched, by the commands and by the deck', async () => {
  const home = temporaryFolder()
  const broken = '{"version": 1, "selected": null, "profiles": {"mine": {"host": "h"'
  mkdirSync(join(home, 'config'), { mode: 0o700 })
  writeFileSync(fileOf(home), broken, { mode: 0o600 })
  const words = 'profiles.json cannot be read: it is not valid JSON at line 1, column 67'
  for (const command of [
    'profile list',
    'profile add x --host 127.0.0.1',
    'profile edit mine --port 1884',
    'profile remove mine',
    'profile use local',
    'watch',
    '--profile mine watch',
  ]) {
    const { code, stderr } = await runJobdeck(command.split(' '), { home })
    expect({ command, code, stderr }).toEqual({ command, code: 78, stderr: expect.stringContaining(words) })
  }
  const deck = startInPty([], { home, env: await unreachable(), columns: 120, rows: 40 })
  await deck.sees('profiles.json cannot be read')
  await deck.press('b').sees('a add')
  await deck.press('a').sees('add a profile')
  await deck.types('x').press('tab').types('127.0.0.1').press('ctrl-s').sees('✗ the profiles')
  deck.kill('SIGTERM')
  await deck.exit
  expect(readFileSync(fileOf(home), 'utf8')).toBe(broken)
})

it.each([
  '',
  ' ',
  '../x',
  '.hidden',
  '-x',
  'a b',
  'ä',
  'x'.repeat(33),
  '__proto__',
  'env',
  'local-tls',
  'a\nb',
  '\u001b[31mred',
  '$(touch pwned)',
])('every profile command refuses the name %j in plain words', async (name) => {
  const home = temporaryFolder()
  for (const command of [
    ['profile', 'add', '--host', '127.0.0.1', '--', name],
    ['profile', 'edit', '--port', '1884', '--', name],
    ['profile', 'remove', '--', name],
  ]) {
    const { code, stdout, stderr } = await runJobdeck(command, { home })
    expect({ command, code, stdout, stderr }).toEqual({
      command,
      code: 64,
      stdout: '',
      stderr: expect.stringMatching(/^jobdeck: [^\n\u001b]+\n$/),
    })
  }
})

it.each(['constructor', 'toString', 'a', 'A.b_c-1', 'x'.repeat(32)])(
  'every profile command accepts the name %s',
  async (name) => {
    const home = temporaryFolder()
    expect(await runJobdeck(['profile', 'show', name], { home })).toMatchObject({ code: 78 })
    expect(await runJobdeck(['profile', 'add', name, '--host', '127.0.0.1'], { home })).toMatchObject({ code: 0 })
    expect((await runJobdeck(['profile', 'show', name], { home })).stdout).toContain(`${name} (saved)`)
    expect(await runJobdeck(['profile', 'use', name], { home })).toMatchObject({ code: 0 })
    expect(await runJobdeck(['profile', 'remove', name], { home })).toMatchObject({ code: 64 })
  },
)

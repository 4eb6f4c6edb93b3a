// What the program and the README say about jobdeck is true: every command's help works and names what it takes, and the
// README's tables name the variables, keys, statuses and messages that the sources have.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitStatus } from '../../src/cli/exit-status.ts'
import { settingsFromEnv } from '../../src/io/profiles/settings-from-env.ts'
import { terminalKeys } from '../../src/ui/keys/terminal-keys.ts'
import { deckKeys } from '../../src/ui/views/deck/keys.ts'
import { detailKeys } from '../../src/ui/views/detail/keys.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const sources = globSync('src/**/*.{ts,tsx}', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'))

const profileOptions = [
  '--host',
  '--port',
  '--tls',
  '--ca',
  '--cert',
  '--key',
  '--username',
  '--client-id-prefix',
  '--transport',
  '--password',
  '--password-env',
  '--password-command',
]

/** What each command takes: its arguments and options as the command-line contract has them. */
const commands: Readonly<Record<string, readonly string[]>> = {
  '': [
    '[jobs...]',
    '--profile',
    '--registry-dir',
    '--topic-base',
    '--env-file',
    '--mine',
    '--no-color',
    '--ascii',
    '--version',
  ],
  demo: ['--agents', '--speed'],
  watch: ['[jobs...]', '--any', '--timeout', '--idle-timeout', '--json', '--record'],
  replay: ['[file]', '--job', '--since', '--speed'],
  register: [
    '--prompt',
    '--agent',
    '--session',
    '--timeout',
    '--idle-timeout',
    '--artifact',
    '--broker',
    '--auth-token',
  ],
  emit: ['<job>', '<event>', '--detail', '--data', '--retain', '--no-retain', '--timeout', '--no-wait', '--force'],
  list: ['--status', '--json'],
  show: ['<job>', '--json'],
  logs: ['<job>', '--json'],
  audit: ['[jobs...]', '--json'],
  cancel: ['<job>'],
  clear: ['<job>', '--yes'],
  outbox: ['list', 'retry', 'drop'],
  'outbox list': ['--all', '--json'],
  'outbox retry': ['[ids...]'],
  'outbox drop': ['<ids...>'],
  profile: ['list', 'show', 'add', 'edit', 'remove', 'use'],
  'profile list': ['--json'],
  'profile show': ['<profile>', '--json'],
  'profile add': ['<name>', ...profileOptions],
  'profile edit': ['<profile>', ...profileOptions],
  'profile remove': ['<profile>'],
  'profile use': ['<profile>'],
  broker: ['serve', 'init'],
  'broker serve': ['--port', '--data'],
  'broker init': ['--host'],
  verify: ['--publisher', '--json'],
  doctor: [],
  completion: ['<shell>'],
  run: [
    '[command...]',
    '--agent',
    '--prompt',
    '--session',
    '--timeout',
    '--idle-timeout',
    '--artifact',
    '--broker',
    '--done-when',
    '--wait',
    '--no-tmux',
  ],
  hook: ['[agent]'],
  hooks: ['install', 'remove', 'status'],
  'hooks install': ['<agent>', '--yes'],
  'hooks remove': ['<agent>', '--yes'],
  'hooks status': [],
  answer: ['<job>', '<answer>', '--message'],
}

/** The commands that a help page lists. */
function listed(help: string): readonly string[] {
  const [, rest = ''] = help.split('\nCommands:\n')
  const [list = ''] = rest.split('\n\n')
  return [...list.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name ?? '').filter((name) => name !== 'help')
}

/** The rows of the README's table below a header, as the texts of their cells. */
function tableBelow(header: string): readonly (readonly string[])[] {
  const [, rest = ''] = readme.split(`${header}\n`)
  const [rows = ''] = rest.split('\n\n')
  return rows
    .split('\n')
    .slice(1)
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

/** The texts in backquotes. */
function codes(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')
}

describe('--help', () => {
  it.each(Object.entries(commands))('jobdeck %s --help names what it takes', async (command, taken) => {
    const words = command === '' ? [] : command.split(' ')
    const { code, stdout, stderr } = await runJobdeck([...words, '--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n')[0]).toMatch(new RegExp(`^Usage: jobdeck ${command}`))
    for (const name of taken) expect(stdout.split(/\s+/)).toContain(name)
  })

  it('lists every command, and this test knows every one', async () => {
    const { stdout } = await runJobdeck(['--help'])
    const below = await Promise.all(
      ['profile', 'broker', 'outbox', 'hooks'].map(async (group) => {
        const help = await runJobdeck([group, '--help'])
        return listed(help.stdout).map((name) => `${group} ${name}`)
      }),
    )
    expect(['', ...listed(stdout), ...below.flat()].toSorted()).toEqual(Object.keys(commands).toSorted())
  })

  it('knows every option that is offered', async () => {
    for (const [command, taken] of Object.entries(commands)) {
      const { stdout } = await runJobdeck([...command.split(' ').filter(Boolean), '--help'])
      const offered = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name ?? '')
      const known = [...taken, ...(commands[''] ?? []), '--help', '--no-tls', '--no-password']
      expect(offered.filter((name) => !known.includes(name))).toEqual([])
    }
  })
})

describe('the README', () => {
  it('names every command', () => {
    const named = tableBelow('| command | does |').flatMap(([cell = '']) => codes(cell))
    const names = named.flatMap((text) => /^(?:jobdeck )?([a-z]+)/.exec(text)?.[1] ?? [])
    const missing = Object.keys(commands)
      .map((command) => command.split(' ')[0] ?? '')
      .filter((name) => name !== '' && !names.includes(name))
    expect(missing).toEqual([])
  })

  it('has a table of the MQTT_* variables with the defaults that they have', () => {
    const rows = tableBelow('| variable | meaning | default |')
    const source = readFileSync(join(root, 'src/io/profiles/settings-from-env.ts'), 'utf8')
    const read = new Set([...source.matchAll(/\((?:env, )?'(MQTT_[A-Z_]+)'/g)].map(([, name]) => name))
    expect(rows.flatMap(([names = '']) => codes(names)).toSorted()).toEqual([...read].toSorted())
    const defaults = Object.fromEntries(rows.map(([names = '', , value = '']) => [codes(names)[0], codes(value)[0]]))
    const { host, port, tls, clientIdPrefix, username, caFile, certFile } = settingsFromEnv({})
    expect(defaults).toEqual({
      MQTT_BROKER: host,
      MQTT_PORT: String(port),
      MQTT_TLS: tls ? '1' : '0',
      MQTT_USERNAME: username ?? undefined,
      MQTT_CA_CERTS: caFile ?? undefined,
      MQTT_CERTFILE: certFile ?? undefined,
      MQTT_CLIENT_ID_PREFIX: clientIdPrefix,
    })
  })

  it('names every other variable that is read, and no JOBDECK_* variable that is not', () => {
    const read = sources.flatMap((text) => [
      ...text.matchAll(/(?:env\.|\.\[?')(JOBDECK_[A-Z_]+|NO_COLOR|VISUAL|EDITOR)/g),
    ])
    // What the launcher says to the program.
    const names = new Set(read.map(([, name]) => name ?? '').filter((name) => name !== 'JOBDECK_HANGUP'))
    expect(names.size).toBeGreaterThan(6)
    const inTable = tableBelow('| variable | option | default |').flatMap(([cell = '']) => codes(cell))
    expect(inTable.toSorted()).toEqual([...names].toSorted())
  })

  it('names the exit statuses that there are', () => {
    const [, text = ''] = /Exit status: (.*?)\.\n/s.exec(readme) ?? []
    const named = text.split('·').map((part) => Number.parseInt(part.trim(), 10))
    expect(named).toEqual(Object.values(exitStatus).filter((status) => status !== exitStatus.software))
  })

  it('names only keys that the deck has', () => {
    const keys = tableBelow('| key in the monitor | does |').flatMap(([cell = '']) => codes(cell))
    const labels: Readonly<Record<string, string>> = { '⏎': 'enter', space: ' ' }
    const unknown = keys
      .flatMap((key) => (key === 'hjkl' ? [...key] : key))
      .map((key) => labels[key] ?? key)
      .filter(
        (key) => ![...deckKeys.rows, ...detailKeys.rows, ...terminalKeys.rows].some((row) => row.keys.includes(key)),
      )
    expect(unknown).toEqual([])
  })

  it('quotes messages that jobdeck says', () => {
    const all = sources.join('\n')
    const messages = tableBelow('| message | do |').flatMap(([cell = '']) => codes(cell))
    expect(messages.length).toBeGreaterThan(8)
    for (const message of messages) {
      const fragments = message.split(/…|\d+×\d+|\d+ s/).map((part) => part.trim())
      for (const fragment of fragments.filter((part) => part.length > 3)) expect(all).toContain(fragment)
    }
  })
})

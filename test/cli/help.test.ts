import { describe, expect, it } from 'vitest'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { runHere } from './run-here.ts'

const commands = [
  ...['demo', 'watch', 'register', 'emit', 'list', 'show', 'logs', 'audit', 'cancel', 'clear', 'verify', 'doctor'],
  'completion',
  ...['broker', 'broker serve', 'broker init'],
  ...['profile', 'profile list', 'profile show', 'profile add', 'profile edit', 'profile remove', 'profile use'],
]

describe('the help', () => {
  it.each(['', ...commands])('of "jobdeck %s" fits into 80 columns and has runnable examples', async (line) => {
    const path = line.split(' ').filter((word) => word !== '')
    const { status, stdout, stderr } = await runHere([...path, '--help'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^Usage: jobdeck ${line}`))
    expect(stdout.split('\n').filter((text) => text.length > 80)).toEqual([])
    const [, examples = ''] = stdout.split('\nExamples:\n')
    expect(examples).toContain(`jobdeck${path.map((word) => ` ${word}`).join('')}`)
  })

  it('names every command with what it does, and every exit status', async () => {
    const { stdout } = await runHere(['--help'])
    const named = stdout.match(/^ {2}[a-z]+(?= .* {2}[a-z])/gm)?.map((name) => name.trim())
    for (const command of commands.filter((name) => !name.includes(' '))) expect(named).toContain(command)
    expect(stdout.match(/^ {2}\d+/gm)?.map(Number)).toEqual([0, 1, 2, 64, 65, 69, 74, 77, 78, 130])
  })

  it('of a command includes the global options, and help is a command too', async () => {
    const [option, command] = await Promise.all([runHere(['watch', '--help']), runHere(['help', 'watch'])])
    expect(option.stdout).toContain('--profile <profile>')
    expect(command).toEqual(option)
  })

  it('is printed by the program on stdout', async () => {
    expect(await runJobdeck(['help', 'profile'])).toMatchObject({
      code: 0,
      stdout: /^Usage: jobdeck profile/,
      stderr: '',
    })
  })
})

describe('a wrong command line', () => {
  it.each([
    [['list', '--jsno'], `unknown option '--jsno' (did you mean --json?): see "jobdeck list --help"`],
    [['list', '--status'], `option '--status <status>' needs a value: see "jobdeck list --help"`],
    [['profile', 'show'], `missing required argument 'profile': see "jobdeck profile show --help"`],
    [['broker', 'sreve'], `unknown command 'sreve' (did you mean serve?): see "jobdeck broker --help"`],
    [
      ['show', 'abc12345', 'geheim'],
      `too many arguments for 'show'. Expected 1 argument but got 2: see "jobdeck show --help"`,
    ],
    [
      ['emit', 'abc12345', 'paused'],
      '"paused" is not a valid event: choose one of started, permission_required, progress, completed, error',
    ],
    [['emit', 'abc12345', 'started', '--timeout', '9999999'], '"9999999" is too long: use at most 24h'],
    [['broker', 'serve', '--port', ''], '"" is not a valid port: use a number from 0 (any free port) to 65535'],
    [['broker', 'serve', '--port', '1e3'], '"1e3" is not a valid port: use a number from 0 (any free port) to 65535'],
  ])('%j is answered in one line that names the help', async (args, line) => {
    expect(await runHere(args)).toEqual({ status: 64, stdout: '', stderr: `jobdeck: ${line}\n` })
  })

  it('that lacks a subcommand is answered with the help', async () => {
    expect(await runHere(['profile'])).toMatchObject({ status: 64, stdout: '', stderr: /^Usage: jobdeck profile/ })
  })
})

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { brokerEnv } from '../support/deck/open-deck.ts'
import { freePort } from '../support/free-port.ts'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { type Exit, startProgram } from '../support/program.ts'
import { runJobdeck, startJobdeck } from '../support/run-jobdeck.ts'
import { startInPty } from '../support/terminal/pty.ts'

const olderNode = { NODE_OPTIONS: `--import=${fileURLToPath(new URL('programs/older-node.ts', import.meta.url))}` }

/** The same program without a checkout around it. */
function loneBin(): string {
  const folder = temporaryFolder()
  for (const name of ['bin', 'package.json'])
    cpSync(join(jobdeckBin, '../..', name), join(folder, name), { recursive: true })
  return join(folder, 'bin', 'jobdeck.js')
}

async function runBin(bin: string, env: Record<string, string>): Promise<Exit & { stdout: string; stderr: string }> {
  const program = startProgram(process.execPath, [bin, 'list'], { env: jobdeckEnvironment(temporaryFolder(), env) })
  const exit = await program.exit
  return { ...exit, stdout: program.stdout(), stderr: program.stderr() }
}

describe('jobdeck, started on an older Node', () => {
  it('hands over to the Node of the checkout, with the arguments and the exit status', async () => {
    const version = await runJobdeck(['--version'], { env: olderNode })
    expect(version).toEqual({ code: 0, signal: null, stdout: `${packageJson.version}\n`, stderr: '' })
    const wrong = await runJobdeck(['show', '../etc'], { env: olderNode })
    expect(wrong).toMatchObject({ code: 64, stdout: '' })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('passes %s on and exits with %i', async (signal, code) => {
    const broker = startJobdeck(['broker', 'serve', '--port', String(await freePort())], { env: olderNode })
    await broker.waitForLine('mqtt://')
    broker.kill(signal)
    expect(await broker.exit).toEqual({ code, signal: null })
  })

  it('shows the deck, takes keys, and restores the terminal on a signal', async () => {
    const env = { ...brokerEnv(await freePort()), ...olderNode }
    const deck = startInPty([], { env })
    await deck.sees('✗ offline')
    await deck.press('?').sees('needs you')
    deck.kill('SIGTERM')
    expect(await deck.exit).toEqual({ code: 143, signal: null })
    expect(deck.raw().lastIndexOf('\u001b[?1049l')).toBeGreaterThan(deck.raw().lastIndexOf('\u001b[?1049h'))
  })

  it('exits cleanly on ctrl-c, which the terminal sends to both processes', async () => {
    const pty = startInPty(['broker', 'serve'], { env: olderNode })
    await pty.sees('mqtt://')
    await pty.press('ctrl-c')
    expect(await pty.exit).toEqual({ code: 130, signal: null })
  })

  it('says in one line what it needs where there is no other Node, and ends with 78', async () => {
    const { code, stdout, stderr } = await runBin(loneBin(), olderNode)
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
    expect(stderr).toMatch(/^jobdeck: needs Node 24 or newer, this is v20\.19\.2: .+\n$/)
  })
})

it('a checkout that was not built says so in one line, and ends with 78', async () => {
  const { code, stdout, stderr } = await runBin(loneBin(), {})
  expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
  expect(stderr).toMatch(/^jobdeck: is not built yet: .+\n$/)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInTmux } from '../support/deck/open-deck.ts'
import { jobdeckBin, temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { startInPty } from '../support/terminal/pty.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

const crashOnSignal = fileURLToPath(new URL('programs/crash-on-signal.ts', import.meta.url))

/** The state in which a program has left each mode of its terminal: true for one that is set. */
function modesAfter(raw: string): Record<string, boolean> {
  const names: Readonly<Record<string, string>> = {
    1000: 'mouse',
    1002: 'mouse',
    1003: 'mouse',
    1006: 'mouse',
    1049: 'alternate screen',
    2004: 'bracketed paste',
    25: 'cursor',
    7: 'wrapping',
    1: 'application cursor keys',
    1004: 'focus reports',
    2026: 'held-back output',
  }
  const modes: Record<string, boolean> = {
    cursor: true,
    'alternate screen': false,
    'bracketed paste': false,
    wrapping: true,
  }
  for (const [, numbers = '', end] of raw.matchAll(/\u001b\[\?([\d;]+)([hl])/g))
    for (const number of numbers.split(';')) modes[names[number] ?? number] = end === 'h'
  return modes
}

needs('mosquitto', 'tmux')('the deck, when it is left', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker.stop())

  /** The deck under a shell that records the terminal's line settings before and after it, and its exit status. */
  async function deckUnderShell(env: Record<string, string> = {}) {
    const home = temporaryFolder()
    const script = `
      stty -g > before
      sh -c 'echo $$ > pid; exec "$@" 2> errors' sh "$@"
      echo $? > status
      stty -g > after
      printf 'back in the shell'`
    const pty = startInPty(['-c', script, 'sh', process.execPath, jobdeckBin], {
      program: '/bin/sh',
      home,
      env: { ...brokerEnv(broker.port), ...env },
    })
    await pty.sees('● connected')
    const file = (name: string) => readFileSync(join(home, name), 'utf8')
    return {
      pty,
      signal: (signal: NodeJS.Signals) => process.kill(Number(file('pid')), signal),
      modes: () => modesAfter(pty.raw()),
      /** What the deck leaves behind, once the shell has the terminal again. */
      left: async () => {
        await pty.sees('back in the shell')
        await pty.exit
        return {
          status: Number(file('status')),
          modes: modesAfter(pty.raw()),
          line: file('after') === file('before') ? 'as before' : file('after'),
          errors: file('errors'),
          screen: (await pty.screen()).written,
        }
      },
    }
  }

  const restored = {
    modes: {
      cursor: true,
      'alternate screen': false,
      'bracketed paste': false,
      'focus reports': false,
      'held-back output': false,
      wrapping: true,
    },
    line: 'as before',
    screen: ['back in the shell'],
  }

  it('uses the alternate screen and bracketed paste while it is open, and never the mouse', async () => {
    const deck = await deckUnderShell()
    expect(deck.modes()).toMatchObject({ 'alternate screen': true, 'bracketed paste': true, cursor: false })
    expect(Object.keys(deck.modes())).not.toContain('mouse')
    await deck.pty.press('q')
    await deck.left()
    expect(Object.keys(deck.modes())).not.toContain('mouse')
  })

  it.each(['q', 'ctrl-c'])('restores the terminal on %s and exits with 0', async (key) => {
    const deck = await deckUnderShell()
    await deck.pty.press(key)
    expect(await deck.left()).toEqual({ ...restored, status: 0, errors: '' })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
    ['SIGALRM', 142],
    ['SIGUSR2', 140],
  ] as const)('restores the terminal on %s and exits with %i', async (signal, status) => {
    const deck = await deckUnderShell()
    deck.signal(signal)
    expect(await deck.left()).toEqual({ ...restored, status, errors: '' })
  })

  it.each(['error', 'rejection'])(
    'restores the terminal after a crash by an uncaught %s and prints one line',
    async (kind) => {
      const deck = await deckUnderShell({ NODE_OPTIONS: `--import=${crashOnSignal}`, CRASH: kind })
      deck.signal('SIGURG')
      expect(await deck.left()).toEqual({
        ...restored,
        status: 70,
        errors: 'jobdeck: this is a bug, please report it: provoked by a test\n',
      })
    },
  )

  it('exits when its terminal is gone and disconnects from the broker', async () => {
    const pane = await deckInTmux({ env: brokerEnv(broker.port, { MQTT_CLIENT_ID_PREFIX: 'windowless' }) })
    await pane.sees('● connected')
    pane.kill()
    await waitFor(() => /Client windowless-\S+ disconnected\./.test(broker.log()), { what: 'its DISCONNECT' })
  })
})

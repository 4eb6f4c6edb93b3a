// The deck as a citizen of its terminal: it swallows what nobody typed, repairs its screen, is suspended and continued.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInPty, deckInTmux } from '../support/deck/open-deck.ts'
import { jobdeckBin } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { startInPty } from '../support/terminal/pty.ts'
import type { Screen } from '../support/terminal/screen.ts'
import { startInTmux, type TmuxPane } from '../support/terminal/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

/** Without the clock, which ticks. */
const timeless = ({ text }: Screen) => text.replace(/\d\d:\d\d:\d\d/g, '<time>')

/** Writes on a pane's terminal as another program would. */
async function scribble(pane: TmuxPane, text: string): Promise<void> {
  const tty = (await pane.tmux('display-message', '-p', '#{pane_tty}')).trim()
  await pane.tmux('run-shell', `printf '${text}' > ${tty}`)
}

needs('mosquitto', 'tmux')('the deck on its terminal', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker.stop())
  const env = () => brokerEnv(broker.port)

  it('takes no reply of the terminal for keys, in whatever pieces it comes', async () => {
    const deck = await deckInPty({ env: env() })
    await deck.sees('● connected')
    for (const piece of ['\u001b]11;rgb:', 'qqqq/', 'eeee/nnnn', '\u001b', '\\', '\u001b[', '?62;22', 'c'])
      await deck.types(piece)
    await deck.types('\u001bP>|tmux q\u001b\\\u001b_Gq\u001b\\\u001b[<0;3;4M\u001b[I')
    await deck.types('?').sees('help ─')
    await deck.press('q').seesNot('help ─')
  })

  it('gives the keyboard back after a paste that never ends', async () => {
    const deck = await deckInPty({ env: env() })
    await deck.press('n').sees('register a job')
    await deck.types('\u001b[200~a paste without an end')
    await deck.sees('a paste without an end')
    await deck.types(' and a key').sees('an end and a key')
  })

  it('draws everything anew on ctrl-l, over what another program has written and set', async () => {
    const deck = await deckInTmux({ env: env() })
    await deck.sees('● connected')
    const before = timeless(await deck.screen())
    await scribble(deck, '\\033[5;8r\\033[4h\\033[7;3HSCRIBBLE\\033[7;60Hmore of it\\033[1;31m\\033[?25h')
    await deck.sees('SCRIBBLE', 'more of it')
    await deck.press('ctrl-l').seesThat('the screen as it was', (screen) => timeless(screen) === before)
    expect(await deck.tmux('display-message', '-p', '#{cursor_flag} #{insert_flag} #{scroll_region_upper}')).toBe(
      '0 0 0\n',
    )
  })

  it('is suspended by ctrl-z and SIGTSTP, with the terminal restored, and comes back with fg', async () => {
    const shell = await startInTmux({ env: env(), command: ['bash', '--norc', '--noprofile', '-i'] })
    await shell.types(`PS1='shell> '; stty -a | grep -o '.echo '\n`).sees(/shell>$/m)
    await shell.types(`clear; ${process.execPath} ${jobdeckBin}\n`).sees('● connected')
    const modes = () => shell.tmux('display-message', '-p', '#{alternate_on} #{cursor_flag} #{wrap_flag}')
    expect(await modes()).toBe('1 0 0\n')
    const suspend = async (how: () => Promise<unknown>) => {
      await how()
      await shell.sees('Stopped', /shell>$/m).seesNot('● connected')
      expect(await modes()).toBe('0 1 1\n')
      await shell.types('echo typed $((40+2))\n').sees('typed 42')
      await shell.types('fg\n').sees('● connected').seesNot('typed 42')
      expect(await modes()).toBe('1 0 0\n')
      await shell.press('?').sees('help ─')
      await shell.press('q').seesNot('help ─')
    }
    await suspend(() => shell.press('ctrl-z'))
    await suspend(() => shell.tmux('run-shell', 'kill -TSTP $(pgrep -P #{pane_pid})'))
    await shell.press('q').sees(/shell>$/m)
  })

  it('stays where no shell could bring it back', async () => {
    const deck = await deckInTmux({ env: env() })
    await deck.press('ctrl-z', '?').sees('help ─')
  })

  it('is drawn anew after it was stopped by force', async () => {
    const deck = await deckInTmux({ env: env() })
    await deck.sees('● connected')
    const before = timeless(await deck.screen())
    await deck.tmux('run-shell', 'kill -STOP #{pane_pid}')
    await scribble(deck, '\\033[?1049l\\033[2J\\033[HSCRIBBLE')
    await deck.sees('SCRIBBLE').seesNot('● connected')
    await deck.tmux('run-shell', 'kill -CONT #{pane_pid}')
    await deck.seesThat('the screen as it was', (screen) => timeless(screen) === before)
  })

  it('begins in the first cell of the screen, wherever the cursor stood', async () => {
    const pty = startInPty(['-c', `printf '\\n\\n\\n\\n\\n\\n\\n'; exec "$@"`, 'sh', process.execPath, jobdeckBin], {
      program: '/bin/sh',
      env: env(),
      columns: 39,
      rows: 12,
    })
    await pty.seesThat('the words in the first row', ({ rows }) => rows[0]?.includes('jobdeck needs') ?? false)
  })

  it.each([
    ['a dumb terminal', 'dumb', 'the terminal is "dumb": it cannot show the monitor'],
    ['an unnamed terminal', '', 'TERM is not set'],
  ])('is refused on %s, with words', async (_, term, words) => {
    const pty = startInPty(['-c', `TERM=${term} exec "$@"`, 'sh', process.execPath, jobdeckBin], {
      program: '/bin/sh',
      env: env(),
    })
    expect(await pty.exit).toEqual({ code: 64, signal: null })
    expect((await pty.screen()).text).toContain(words)
    expect((await pty.screen()).text).toContain('jobdeck watch')
    expect(pty.raw()).not.toContain('\u001b')
  })
})

needs('mosquitto')('jobdeck under nohup', () => {
  it('goes on after a SIGHUP', async () => {
    const broker = await startMosquitto()
    const pty = startInPty(['-c', `trap '' HUP; exec ${jobdeckBin} watch`], {
      program: '/bin/sh',
      env: brokerEnv(broker.port),
    })
    await waitFor(() => broker.log().includes('New client connected'), { what: 'the subscriber to connect' })
    pty.kill('SIGHUP')
    pty.kill('SIGTERM')
    expect(await pty.exit).toEqual({ code: 143, signal: null })
    await broker.stop()
  })
})

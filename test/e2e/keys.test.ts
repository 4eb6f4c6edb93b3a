import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInPty, deckInTmux } from '../support/deck/open-deck.ts'
import { send } from '../support/deck/send-event.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import type { Screen } from '../support/terminal/screen.ts'
import type { TmuxPane } from '../support/terminal/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

const jobs = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8']

/** The job in the heavy border. */
function selectedIn({ text }: Screen): string | undefined {
  return /┏ \S (\S+)/.exec(text)?.[1]
}

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('the keys of the deck', () => {
  let broker: Mosquitto
  let deck: TmuxPane
  beforeAll(async () => {
    broker = await startMosquitto()
    // Two panes across and four down: all eight jobs.
    deck = await deckInTmux({ env: brokerEnv(broker.port), columns: 80, rows: 24 })
    await deck.sees('● connected')
    for (const job of jobs) {
      await send(broker.port, { job, seq: 1, event: 'started', detail: `first of ${job}` })
      await send(broker.port, { job, seq: 2, event: 'progress', detail: `second of ${job}` })
    }
    await deck.sees('▶ 8')
  })
  afterAll(() => broker.stop())

  async function press(keys: readonly string[], selected: string): Promise<void> {
    if (keys.length > 0) await deck.press(...keys)
    await deck.seesThat(`${selected} selected after ${keys.join(' ')}`, (screen) => {
      expect(selectedIn(screen)).toBe(selected)
      return true
    })
  }

  it('move the selection the way the panes are laid out, and stop at the edges', async () => {
    await press([], 'k1')
    const ways = { right: 'k2', down: 'k4', left: 'k3', up: 'k1', l: 'k2', j: 'k4', h: 'k3', k: 'k1' }
    for (const [key, selected] of Object.entries(ways)) await press([key], selected)
    await press(['up', 'left'], 'k1')
  })

  it('go to the ends and by screenfuls', async () => {
    await press(['G'], 'k8')
    await press(['g'], 'k1')
    await press(['pagedown'], 'k7')
    await press(['pageup'], 'k1')
    await press(['end'], 'k8')
    await press(['home'], 'k1')
  })

  it('draw the jobs as rows and as panes, and find them by what is typed', async () => {
    await deck.press('v', 'v').sees(/^❯▶ k1 /m, /^ ▶ k8 /m)
    await deck.press('/').sees('8 of 8')
    await deck.types('second of k5')
    await deck.sees('/second of k5', '1 of 8', /^❯▶ k5 /m).seesNot('▶ k1 ')
    await deck.press('enter').sees('7 hidden')
    await deck
      .press('esc')
      .seesNot('hidden')
      .sees(/^❯▶ k5 /m)
    await deck.press('v').sees('┏ ▶ k5')
    await press(['g'], 'k1')
  })

  it('open a job and an event, and go back one step at a time', async () => {
    await press(['right'], 'k2')
    await deck
      .press('enter')
      .sees(/k2[\s\S]*2 events, newest first[\s\S]*second of k2[\s\S]*first of k2/, '⏎ show JSON')
    await deck.press('down', 'enter').sees('"detail": "first of k2"')
    await deck.press('h').sees('"detail": "second of k2"')
    await deck.press('l').sees('"detail": "first of k2"')
    await deck.press('esc').sees('newest first')
    await deck.press('q')
    await press([], 'k2')
    await deck.press('m').sees('Nothing was dropped.')
    await deck.press('?').sees('help ─')
    await deck.press('esc').sees('Nothing was dropped.')
    await deck.press('esc')
    await press([], 'k2')
  })

  it('do nothing when they mean nothing, and neither does pasted text', async () => {
    await press(['left'], 'k1')
    for (const key of ['Z', 'f5', 'ctrl-a', 'meta-w', 'insert', '한']) {
      await press([key, 'right'], 'k2')
      await press(['left'], 'k1')
    }
    await deck.pastes('qqqqqq\nq\n')
    await press(['right'], 'k2')
  })

  it('work in one batch as they do one at a time', async () => {
    const pty = await deckInPty({ env: brokerEnv(broker.port), args: ['k1', 'k2', 'k3'], columns: 120, rows: 40 })
    await pty.sees('● connected')
    for (const job of ['k1', 'k2', 'k3']) await send(broker.port, { job, seq: 3, event: 'progress', detail: 'here' })
    await pty.sees('▶ 3')
    await pty.press('right', 'left', 'down', 'right', 'right')
    await pty.seesThat('k3 selected', (screen) => selectedIn(screen) === 'k3')
    // Letters at once are text, and what comes behind the key that leaves a screen does nothing below it.
    await pty.types('quit').sees('typed text: no key was pressed')
    await pty.press('?').sees('The deck')
    await pty.types('qqqqqq').sees('a next')
    await pty.press('q')
    expect(await pty.exit).toEqual({ code: 0, signal: null })
  })

  it('stay with a deck that is resized: each size is drawn as if it had been there from the start', async () => {
    const size = [120, 40] as const
    const other = await startMosquitto()
    const env = brokerEnv(other.port)
    const options = { env, columns: size[0], rows: size[1] }
    for (const job of jobs) await send(other.port, { job, seq: 5, event: 'completed', detail: `${job} is done` })
    const changing = await deckInTmux(options)
    await changing.sees('✓ 8')
    for (const [columns, rows] of [
      [60, 16],
      [39, 9],
      [200, 60],
      [80, 24],
      [40, 10],
      [60, 9],
      [120, 40],
    ] as const) {
      await changing.resizes(columns, rows)
      const isTooSmall = columns < 40 || rows < 10
      if (isTooSmall) {
        const shown = await changing.sees(`needs at least 40×10 (now ${columns}×${rows})`)
        expect(shown.written).toHaveLength(1)
        continue
      }
      const fresh = await deckInTmux({ env, columns, rows })
      await fresh.sees(/✓ k\d/)
      // Either may still be drawing.
      await waitFor(async () => {
        expect(timeless(await changing.screen())).toEqual(timeless(await fresh.screen()))
        return true
      })
      fresh.kill()
    }
    await other.stop()
  })
})

/** Two decks differ only in when they received the events. */
function timeless({ rows }: Screen): readonly string[] {
  return rows.map((row) => row.replace(/\d\d:\d\d:\d\d|\d+ ev\/s|\d+ s\b/g, '<time>').replace(/[ ─━]+/g, ' '))
}

/** The parameters of every SGR sequence. */
function styles(raw: string): Set<number> {
  const all = [...raw.matchAll(/\u001b\[([\d;]*)m/g)].flatMap(([, parameters = '']) => parameters.split(';'))
  return new Set(all.map(Number))
}

needs('mosquitto', 'mosquitto-clients')('the colours of the deck', () => {
  it.concurrent.each([
    ['are among the 16 of the terminal', {}, true],
    ['are gone with NO_COLOR', { NO_COLOR: '1' }, false],
    ['are gone with an empty NO_COLOR', { NO_COLOR: '' }, false],
  ])('%s', async (_name, env, hasColours) => {
    const broker = await startMosquitto()
    const pty = await deckInPty({ env: { ...brokerEnv(broker.port), ...env }, columns: 120, rows: 40 })
    await pty.sees('● connected')
    for (const [index, event] of ['started', 'permission_required', 'completed', 'error', 'nonsense'].entries())
      await send(broker.port, { job: `c${index}`, seq: 2, event, detail: 'x' })
    await pty.sees(/1 dropped/)
    await pty.sees('✗ 1')
    const screens = [
      ['?', 'The deck'],
      ['q', 'a next  ⏎ open'],
      ['enter', '⏎ show JSON'],
      ['enter', '"schema_version": 1'],
      ['q', 'newest first'],
      ['q', 'a next  ⏎ open'],
      ['m', 'not accepted'],
      ['q', 'a next  ⏎ open'],
      ['n', 'register a job'],
      ['ctrl-c', 'a next  ⏎ open'],
      ['e', 'emit to'],
      ['ctrl-c', 'a next  ⏎ open'],
      ['b', 'brokers'],
    ] as const
    for (const [key, text] of screens) {
      // A key that comes right after the selection has moved by itself may have been meant for another job.
      const isThere = (seen: Screen) => seen.text.includes(text) || seen.text.includes('press again')
      const { text: seen } = await pty.press(key).seesThat(text, isThere)
      if (!seen.includes(text)) await pty.press(key).sees(text)
    }
    const used = styles(pty.raw())
    const colours = [...used].filter((code) => (code >= 30 && code <= 48 && code !== 39) || (code >= 90 && code <= 107))
    expect(colours.length > 0).toBe(hasColours)
    expect(used).not.toContain(38)
    expect(used).not.toContain(48)
    await broker.stop()
  })
})

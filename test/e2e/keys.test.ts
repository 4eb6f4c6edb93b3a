import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import type { TmuxPane } from '../support/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { brokerEnv, deckInPty, deckInTmux, send } from './deck.ts'

const jobs = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8']

/** The job in the heavy border. */
function selectedIn(rows: readonly string[]): string | undefined {
  return /┏ (?:\d )?\S (\S+)/.exec(rows.join('\n'))?.[1]
}

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('keys', () => {
  let broker: Mosquitto
  let deck: TmuxPane
  beforeAll(async () => {
    broker = await startMosquitto()
    // Two panes across and three down: six of the eight jobs are on the first page.
    deck = await deckInTmux({ env: brokerEnv(broker.port), columns: 80, rows: 24 })
    await deck.waitForText('● connected')
    for (const job of jobs) {
      await send(broker.port, { job, seq: 1, event: 'started', detail: `first of ${job}` })
      await send(broker.port, { job, seq: 2, event: 'progress', detail: `second of ${job}` })
    }
    await deck.waitForText('▶ 8')
  })
  afterAll(() => broker.stop())

  async function press(keys: readonly string[], selected: string): Promise<void> {
    await deck.sendKeys(...keys)
    let now: string | undefined
    await waitFor(async () => {
      now = selectedIn(await deck.capture())
      return now === selected
    }).catch(() => expect({ after: keys, selected: now }).toEqual({ after: keys, selected }))
  }

  it('move the selection as the panes lie, and stop at the edges', async () => {
    await press([], 'k1')
    const ways = { Right: 'k2', Down: 'k4', Left: 'k3', Up: 'k1', l: 'k2', j: 'k4', h: 'k3', k: 'k1' }
    for (const [key, selected] of Object.entries(ways)) await press([key], selected)
    await press(['Up', 'Left'], 'k1')
  })

  it('step, jump and turn pages', async () => {
    await press(['Tab'], 'k2')
    await press(['BTab', 'BTab'], 'k8')
    await press(['Tab'], 'k1')
    for (const [index, job] of jobs.slice(0, 6).entries()) await press([String(index + 1)], job)
    await press(['9'], 'k6')
    await press(['g'], 'k1')
    await press(['PageDown'], 'k7')
    await press(['2'], 'k8')
    await press(['PageUp'], 'k2')
    await press(['Space'], 'k8')
    await press(['G', 'PageDown'], 'k8')
    await press(['Home'], 'k1')
    await press(['End'], 'k8')
    await press(['g'], 'k1')
  })

  it('open a job, an event, and go back a step at a time', async () => {
    await press(['2'], 'k2')
    await deck.sendKeys('Enter')
    await deck.waitForText(/k2[\s\S]*2 events, newest first[\s\S]*second of k2[\s\S]*first of k2/)
    await deck.sendKeys('j', 'Enter')
    await deck.waitForText('"detail": "first of k2"')
    await deck.sendKeys('h')
    await deck.waitForText('"detail": "second of k2"')
    await deck.sendKeys('l')
    await deck.waitForText('"detail": "first of k2"')
    await deck.sendKeys('Escape')
    await deck.waitForText('newest first')
    await deck.sendKeys('q')
    await press([], 'k2')
    await deck.sendKeys('m')
    await deck.waitForText('Nothing was dropped.')
    await deck.sendKeys('?')
    await deck.waitForText('help ─')
    await deck.sendKeys('Escape')
    await deck.waitForText('Nothing was dropped.')
    await deck.sendKeys('Escape')
    await press([], 'k2')
  })

  it('that mean nothing, and pasted text, do nothing', async () => {
    await press(['1'], 'k1')
    await deck.sendKeys('Z', 'F5', 'C-a', 'M-x', 'Insert', '한')
    await deck.paste('qqqqqq\nq\n')
    await press(['2'], 'k2')
  })

  it('work in one batch as they do one by one', async () => {
    const pty = await deckInPty({ env: brokerEnv(broker.port), args: ['k1', 'k2', 'k3'], columns: 120, rows: 40 })
    await pty.waitForText('● connected')
    for (const job of ['k1', 'k2', 'k3']) await send(broker.port, { job, seq: 3, event: 'progress', detail: 'here' })
    await pty.waitForText('▶ 3')
    pty.write('\u001b[C\u001b[D\u001b[Bll')
    await waitFor(() => selectedIn(pty.screen()) === 'k3', { what: 'k3 selected' })
    pty.write('glh?q2\rm?')
    await pty.waitForText('One job')
    pty.write('qqqqqq')
    // Back from help and the detail view; the third q leaves, the others find nobody.
    expect(await pty.exit).toEqual({ code: 0, signal: null })
  })

  it('and the size may change in any way: each size is drawn as if it had been there from the start', async () => {
    const size = [120, 40] as const
    const other = await startMosquitto()
    const env = brokerEnv(other.port)
    const options = { env, columns: size[0], rows: size[1] }
    for (const job of jobs) await send(other.port, { job, seq: 5, event: 'completed', detail: `${job} is done` })
    const changing = await deckInTmux(options)
    await changing.waitForText('✓ 8')
    for (const [columns, rows] of [
      [60, 16],
      [39, 9],
      [200, 60],
      [80, 24],
      [40, 10],
      [60, 9],
      [120, 40],
    ] as const) {
      await changing.resize(columns, rows)
      const isTooSmall = columns < 40 || rows < 10
      if (isTooSmall) {
        const shown = await changing.waitForText(`needs at least 40×10 (now ${columns}×${rows})`)
        expect(shown.filter((row) => row !== '')).toHaveLength(1)
        continue
      }
      const fresh = await deckInTmux({ env, columns, rows })
      await fresh.waitForText(/✓ k\d/)
      await waitFor(
        async () => expect(timeless(await changing.capture())).toEqual(timeless(await fresh.capture())) ?? true,
      )
      fresh.kill()
    }
    await other.stop()
  })
})

/** Two decks differ in nothing but the moments at which they received. */
function timeless(rows: readonly string[]): readonly string[] {
  return rows.map((row) => row.replace(/\d\d:\d\d:\d\d|\d+ ev\/s/g, '<time>').replace(/ +/g, ' '))
}

/** The parameters of every SGR sequence. */
function styles(raw: string): Set<number> {
  const all = [...raw.matchAll(/\u001b\[([\d;]*)m/g)].flatMap(([, parameters = '']) => parameters.split(';'))
  return new Set(all.map(Number))
}

needs('mosquitto', 'mosquitto-clients')('colours', () => {
  it.concurrent.each([
    ['are the 16 of the terminal', {}, true],
    ['are none with NO_COLOR', { NO_COLOR: '1' }, false],
    ['are none with an empty NO_COLOR', { NO_COLOR: '' }, false],
  ])('%s', async (_name, env, hasColours) => {
    const broker = await startMosquitto()
    const pty = await deckInPty({ env: { ...brokerEnv(broker.port), ...env }, columns: 120, rows: 40 })
    await pty.waitForText('● connected')
    for (const [index, event] of ['started', 'permission_required', 'completed', 'error', 'nonsense'].entries())
      await send(broker.port, { job: `c${index}`, seq: 2, event, detail: 'x' })
    await pty.waitForText(/1 dropped/)
    await pty.waitForText('✗ 1')
    const screens = [
      ['?', 'The deck'],
      ['q\r', 'newest first'],
      ['\r', '"schema_version": 1'],
      ['qqm', 'not accepted'],
      ['qn', 'register a job'],
      ['\u0003e', 'emit to'],
      ['\u0003b', 'brokers'],
    ] as const
    for (const [keys, text] of screens) {
      pty.write(keys)
      await pty.waitForText(text)
    }
    const used = styles(pty.raw())
    const colours = [...used].filter((code) => (code >= 30 && code <= 48 && code !== 39) || (code >= 90 && code <= 107))
    expect(colours.length > 0).toBe(hasColours)
    expect(used).not.toContain(38)
    expect(used).not.toContain(48)
    await broker.stop()
  })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import type { TmuxPane } from '../support/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { brokerEnv, deckInTmux, send } from './deck.ts'

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('switching the broker in the deck', () => {
  let first: Mosquitto
  let second: Mosquitto
  const home = temporaryFolder()
  beforeAll(async () => {
    first = await startMosquitto()
    second = await startMosquitto()
    for (const [name, broker] of [
      ['first', first],
      ['second', second],
    ] as const) {
      const args = ['profile', 'add', name, '--host', '127.0.0.1', '--port', String(broker.port)]
      expect(await runJobdeck(args, { home })).toMatchObject({ code: 0 })
    }
  })
  afterAll(() => Promise.all([first.stop(), second.stop()]))

  /** Opens the list and walks down from its top to the profile. */
  async function select(deck: TmuxPane, profile: string): Promise<void> {
    const selected = async () => (await deck.capture()).find((row) => row.includes('▸'))
    await deck.sendKeys('b')
    await deck.waitForText('brokers')
    await deck.sendKeys('g')
    await deck.waitForText(/brokers[^\n]*\n[^\n]*▸/)
    for (let row = await selected(); !row?.includes(` ${profile} `); row = await selected()) {
      await deck.sendKeys('j')
      await waitFor(async () => (await selected()) !== row, { what: `the profile below ${row}` })
    }
  }

  async function switchTo(deck: TmuxPane, profile: string, port: number): Promise<void> {
    await select(deck, profile)
    await deck.sendKeys('Enter')
    await deck.waitForText(new RegExp(`${profile} +mqtt://127.0.0.1:${port}.*● connected`))
  }

  it('shows the other broker’s jobs, and brings the history back on the way back', async () => {
    const deck = await deckInTmux({ home, args: ['--profile', 'first'], columns: 120, rows: 30 })
    await deck.waitForText('● connected')
    await send(first.port, { job: 'onfirst1', seq: 1, event: 'started', detail: 'one' })
    await send(first.port, { job: 'onfirst1', seq: 2, event: 'progress', detail: 'two' })
    await deck.waitForText(/onfirst1[\s\S]*two/)
    await switchTo(deck, 'second', second.port)
    await send(second.port, { job: 'onsecond', seq: 1, event: 'started', detail: 'elsewhere' })
    const there = await deck.waitForText(/▶ onsecond[\s\S]*elsewhere/)
    expect(there.join('\n')).not.toContain('onfirst1')
    // What is not retained is missed while away; the history from before is not.
    await send(first.port, { job: 'onfirst1', seq: 3, event: 'progress', detail: 'while away' })
    await send(first.port, { job: 'onfirst1', seq: 4, event: 'completed', detail: 'finished while away' })
    await switchTo(deck, 'first', first.port)
    const back = await deck.waitForText(/✓ onfirst1[\s\S]*finished while away/)
    expect(back.join('\n')).not.toContain('onsecond')
    expect(back.join('\n')).toMatch(/#2 +progress +two[\s\S]*#1 +started +one/)
    await switchTo(deck, 'second', second.port)
    await deck.waitForText(/▶ onsecond[\s\S]*elsewhere/)
    // Only the broker in use has a connection.
    await waitFor(() => openConnections(first) === 0 && openConnections(second) === 1, { what: 'one connection' })
  })

  it('to one that is down keeps the panes, marked with where they are from', async () => {
    const down = await startMosquitto()
    await runJobdeck(['profile', 'add', 'down', '--host', '127.0.0.1', '--port', String(down.port)], { home })
    await down.stop()
    const deck = await deckInTmux({ home, args: ['--profile', 'first'], columns: 120, rows: 30 })
    await deck.waitForText('● connected')
    await send(first.port, { job: 'leftover', seq: 1, event: 'started' })
    await deck.waitForText('leftover')
    await select(deck, 'down')
    await deck.waitForText(/down .*unreachable/)
    await deck.sendKeys('Enter')
    await deck.waitForText(/✗ offline[\s\S]*leftover[\s\S]*of first/)
    await switchTo(deck, 'first', first.port)
    expect((await deck.capture()).join('\n')).not.toContain('of first')
  })

  it('names a profile in the environment that is wrong, and b leads out of it', async () => {
    const deck = await deckInTmux({ home, env: brokerEnv(first.port, { MQTT_PORT: 'abc' }), columns: 120, rows: 30 })
    await deck.waitForText('MQTT_PORT is "abc"')
    await switchTo(deck, 'second', second.port)
  })
})

/** How many clients have come and not gone, by the broker's log. */
function openConnections(broker: Mosquitto): number {
  const count = (words: RegExp) => broker.log().match(words)?.length ?? 0
  return (
    count(/New client connected/g) -
    count(/Client hermes-\S+ (?:disconnected|closed its connection)|Client \S+ disconnected/g)
  )
}

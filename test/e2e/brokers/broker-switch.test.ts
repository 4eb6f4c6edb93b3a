import { afterAll, beforeAll, expect, it } from 'vitest'
import { selectProfile, switchBroker } from '../../support/deck/broker-list.ts'
import { brokerEnv, deckInTmux } from '../../support/deck/open-deck.ts'
import { send } from '../../support/deck/send-event.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { runJobdeck } from '../../support/run-jobdeck.ts'
import type { Driver } from '../../support/terminal/driver.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('a deck that switches brokers', () => {
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

  async function switchTo(deck: Driver, profile: string, port: number): Promise<void> {
    await switchBroker(deck, profile)
    await deck.sees(new RegExp(`${profile} +● connected .*mqtt://127.0.0.1:${port} `))
  }

  it('shows the jobs of the broker in use, and finds the earlier history again on the way back', async () => {
    const deck = await deckInTmux({ home, args: ['--profile', 'first'], columns: 120, rows: 30 })
    await deck.sees('● connected')
    await send(first.port, { job: 'onfirst1', seq: 1, event: 'started', detail: 'one' })
    await send(first.port, { job: 'onfirst1', seq: 2, event: 'progress', detail: 'two' })
    await deck.sees(/onfirst1[\s\S]*two/)
    await switchTo(deck, 'second', second.port)
    await send(second.port, { job: 'onsecond', seq: 1, event: 'started', detail: 'elsewhere' })
    const there = await deck.sees(/▶ onsecond[\s\S]*elsewhere/)
    expect(there.text).not.toContain('onfirst1')
    // Events without retain are missed meanwhile; the history from before is kept.
    await send(first.port, { job: 'onfirst1', seq: 3, event: 'progress', detail: 'while away' })
    await send(first.port, { job: 'onfirst1', seq: 4, event: 'completed', detail: 'finished while away' })
    await switchTo(deck, 'first', first.port)
    const back = await deck.sees(/✓ onfirst1[\s\S]*finished while away/)
    expect(back.text).not.toContain('onsecond')
    expect(back.text).toMatch(/#2 +progress +two[\s\S]*#1 +started +one/)
    await switchTo(deck, 'second', second.port)
    await deck.sees(/▶ onsecond[\s\S]*elsewhere/)
    // Only the broker in use has a connection.
    await waitFor(() => openConnections(first) === 0 && openConnections(second) === 1, { what: 'one connection' })
  })

  it('keeps the panes when the new broker is down, and marks where they come from', async () => {
    const down = await startMosquitto()
    await runJobdeck(['profile', 'add', 'down', '--host', '127.0.0.1', '--port', String(down.port)], { home })
    await down.stop()
    const deck = await deckInTmux({ home, args: ['--profile', 'first'], columns: 120, rows: 30 })
    await deck.sees('● connected')
    await send(first.port, { job: 'leftover', seq: 1, event: 'started' })
    await deck.sees('leftover')
    await deck.press('b').sees('brokers')
    await selectProfile(deck, 'down')
    await deck.sees(/down .*unreachable/)
    await deck.press('enter').sees(/✗ offline[\s\S]*leftover[\s\S]*of first/)
    await switchTo(deck, 'first', first.port)
    expect((await deck.screen()).text).not.toContain('of first')
  })

  it('names a wrong setting in the environment, and b leads to another broker', async () => {
    const deck = await deckInTmux({ home, env: brokerEnv(first.port, { MQTT_PORT: 'abc' }), columns: 120, rows: 30 })
    await deck.sees('MQTT_PORT is "abc"')
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

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import type { PtyProgram } from '../support/pty.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { brokerEnv, deckInPty, send } from './deck.ts'

/** Waits until the clock of the deck moves on. */
async function nextSecond(deck: PtyProgram): Promise<void> {
  const clock = () => /\d\d:\d\d:\d\d/.exec(deck.screen()[0] ?? '')?.[0]
  const before = clock()
  await waitFor(() => clock() !== before, { what: 'the next second' })
}

/** What the deck writes on average while its clock moves on that many times. */
async function bytesPerSecond(deck: PtyProgram, seconds: number): Promise<number> {
  const before = deck.raw().length
  for (let second = 0; second < seconds; second++) await nextSecond(deck)
  return (deck.raw().length - before) / seconds
}

const fullClear = /\u001b\[[23]J|\u001bc/

needs('mosquitto', 'mosquitto-clients')('what the deck writes to its terminal', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker.stop())

  it.concurrent('is only what changed: never the whole screen anew, and little while nothing happens', async () => {
    const deck = await deckInPty({ env: brokerEnv(broker.port), columns: 120, rows: 40 })
    await deck.waitForText('● connected')
    const first = deck.raw().length
    for (const job of ['aa000001', 'aa000002', 'aa000003', 'aa000004', 'aa000005', 'aa000006']) {
      await send(broker.port, { job, seq: 1, event: 'started', detail: 'reading' })
      await deck.waitForText(job)
    }
    deck.write('jlkh?')
    await deck.waitForText('The deck')
    deck.write('\u001b')
    await deck.waitForText('aa000001')
    // The frame of going back is written whole when the clock moves on.
    await nextSecond(deck)
    const perSecond = await bytesPerSecond(deck, 3)
    console.info(`bytes of an idle second with six panes at 120×40: ${Math.round(perSecond)}`)
    // A whole frame is more than 8,000 bytes; a second moves twelve countdowns, and now and then a bar.
    expect(perSecond).toBeLessThan(3_000)
    expect(deck.raw().slice(first)).not.toMatch(fullClear)
  })

  it.concurrent('is nothing but the clock while there is no job', async () => {
    const deck = await deckInPty({ env: { ...brokerEnv(broker.port), JOBDECK_TOPIC_BASE: 'nobody/here' } })
    await deck.waitForText('● connected')
    await nextSecond(deck)
    const perSecond = await bytesPerSecond(deck, 2)
    console.info(`bytes of an idle second without a job at 80×24: ${perSecond}`)
    expect(perSecond).toBeLessThan(300)
  })
})

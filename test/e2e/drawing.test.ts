import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { brokerEnv, deckInPty, send } from './deck.ts'

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
    const clock = () => /\d\d:\d\d:\d\d/.exec(deck.screen()[0] ?? '')?.[0]
    const atFirst = clock()
    await waitFor(() => clock() !== atFirst, { what: 'the next second' })
    const before = deck.raw().length
    await delay(3_000)
    const perSecond = (deck.raw().length - before) / 3
    console.info(`bytes of an idle second with six panes at 120×40: ${Math.round(perSecond)}`)
    // A whole frame is more than 8,000 bytes; a second moves twelve countdowns, and now and then a bar.
    expect(perSecond).toBeLessThan(3_000)
    expect(perSecond).toBeGreaterThan(0)
    expect(deck.raw().slice(first)).not.toMatch(fullClear)
  })

  it.concurrent('is nothing but the clock while there is no job', async () => {
    const deck = await deckInPty({ env: { ...brokerEnv(broker.port), JOBDECK_TOPIC_BASE: 'nobody/here' } })
    await deck.waitForText('● connected')
    const before = deck.raw().length
    await delay(2000)
    const perSecond = (deck.raw().length - before) / 2
    console.info(`bytes of an idle second without a job at 80×24: ${perSecond}`)
    expect(perSecond).toBeLessThan(300)
  })
})

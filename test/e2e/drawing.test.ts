import { afterAll, beforeAll, expect, it } from 'vitest'
import { seesSeconds } from '../support/deck/clock.ts'
import { brokerEnv, deckInPty } from '../support/deck/open-deck.ts'
import { send } from '../support/deck/send-event.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import type { PtyProgram } from '../support/terminal/pty.ts'
import { needs } from '../support/tools.ts'

/** How much the deck writes on average in each of so many seconds of its clock. */
async function bytesPerSecond(deck: PtyProgram, seconds: number): Promise<number> {
  const before = deck.raw().length
  await seesSeconds(deck, seconds)
  return (deck.raw().length - before) / seconds
}

const fullClear = /\u001b\[[23]J|\u001bc/

needs('mosquitto', 'mosquitto-clients')('the output of the deck', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker.stop())

  it.concurrent('holds only what has changed: never a cleared screen, and little while nothing happens', async () => {
    const deck = await deckInPty({ env: brokerEnv(broker.port), columns: 120, rows: 40 })
    await deck.sees('● connected')
    const first = deck.raw().length
    for (const job of ['aa000001', 'aa000002', 'aa000003', 'aa000004', 'aa000005', 'aa000006']) {
      await send(broker.port, { job, seq: 1, event: 'started', detail: 'reading' })
      await deck.sees(job)
    }
    await deck.press('down', 'right', 'up', 'left', '?').sees('The deck')
    await deck.press('esc').sees('aa000001')
    // By the next second the frame after going back has been written.
    await seesSeconds(deck, 1)
    const perSecond = await bytesPerSecond(deck, 3)
    console.info(`bytes of an idle second with six panes at 120×40: ${Math.round(perSecond)}`)
    // A whole frame is more than 8,000 bytes; a second moves twelve countdowns, and now and then a bar.
    expect(perSecond).toBeLessThan(3_000)
    expect(deck.raw().slice(first)).not.toMatch(fullClear)
  })

  it.concurrent('holds nothing but the clock while there is no job', async () => {
    const deck = await deckInPty({ env: { ...brokerEnv(broker.port), JOBDECK_TOPIC_BASE: 'nobody/here' } })
    await deck.sees('● connected')
    await seesSeconds(deck, 1)
    const perSecond = await bytesPerSecond(deck, 2)
    console.info(`bytes of an idle second without a job at 80×24: ${perSecond}`)
    expect(perSecond).toBeLessThan(300)
  })
})

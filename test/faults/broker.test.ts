// What happens to the broker: it ends, is killed, restarts.
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { quit } from '../support/deck/open-deck.ts'
import { recordedGaps } from '../support/recorded-events.ts'
import { needs } from '../support/tools.ts'
import { inForm, testFault, testLoss } from './fault.ts'

const events = inForm({ short: 120, long: 3_000 })
const perSec = inForm({ short: 120, long: 300 })
const gapShown = /\d\d:\d\d:\d\d–\d\d:\d\d:\d\d not seen: /
const absenceMs = inForm({ short: 500, long: 10_000 })

needs('mosquitto')('the broker', () => {
  testFault({
    name: 'the broker is ended (TERM) and comes back later',
    answer: 'The persistent session waits at the broker; the deck reconnects by itself.',
    run: async ({ broker, openDeck, send, hasRecorded, audit }) => {
      const deck = await openDeck()
      const sending = send(events, perSec)
      await hasRecorded(events / 3)
      await broker.terminate()
      await deck.sees('✗ offline')
      await delay(absenceMs)
      await broker.restart()
      await sending
      return await audit(deck)
    },
  })

  testFault({
    name: 'the broker restarts, again and again',
    answer: 'The same: what was not acknowledged is sent again, and the ledger takes it once.',
    run: async ({ broker, openDeck, send, hasRecorded, audit }) => {
      const deck = await openDeck()
      const restarts = inForm({ short: 2, long: 8 })
      const sending = send(events, perSec)
      for (let restart = 1; restart <= restarts; restart++) {
        await hasRecorded((events * restart) / (restarts + 1))
        await broker.restart()
      }
      await sending
      return await audit(deck)
    },
  })

  testFault({
    name: 'the broker is killed (-9) while the monitor is connected',
    answer:
      'What had arrived is recorded. The session is gone, so the time until the next connection is noted as a gap and shown.',
    run: async ({ broker, stateDir, openDeck, send, hasRecorded, audit }) => {
      const deck = await openDeck()
      await send(events / 2, perSec)
      await hasRecorded(events / 2)
      await broker.kill()
      await deck.sees('✗ offline')
      await broker.restart()
      await deck.sees('● connected')
      await send(events / 2, perSec)
      await deck.sees(gapShown)
      expect(recordedGaps(stateDir)).toHaveLength(1)
      return await audit(deck)
    },
  })

  testLoss({
    name: 'the broker is killed (-9) while the monitor is away, and loses what it has not saved',
    answer: 'No client can fix this. The gap is noted and shown, and the panes count what is missing.',
    run: async ({ broker, stateDir, openDeck, send, hasRecorded, audit }) => {
      const before = await openDeck()
      await send(events / 3, perSec)
      await hasRecorded(events / 3)
      await quit(before)
      await send(events / 3, perSec)
      await broker.kill()
      await broker.restart()
      const deck = await openDeck()
      await send(events / 3, perSec)
      await hasRecorded((2 * events) / 3)
      await deck.sees(gapShown)
      expect(recordedGaps(stateDir)).toHaveLength(1)
      return await audit(deck)
    },
  })

  testLoss({
    name: "more events come while the monitor is away than the broker's queue holds",
    answer: 'No client can fix this: the broker drops the newest. The panes count what is missing.',
    scene: { maxQueued: events / 6 },
    run: async ({ openDeck, send, hasRecorded, audit }) => {
      const before = await openDeck()
      await send(events / 3, perSec)
      await hasRecorded(events / 3)
      await quit(before)
      await send(events / 3, perSec)
      const deck = await openDeck()
      await hasRecorded(events / 2)
      await send(events / 3, perSec)
      return await audit(deck)
    },
  })
})

// What happens to the monitor: it is killed, stopped, absent, and others hold its locks.

import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { quit } from '../support/deck/open-deck.ts'
import { startProgram } from '../support/program.ts'
import { needs } from '../support/tools.ts'
import { inForm, testFault } from './fault.ts'

const events = inForm({ short: 120, long: 3_000 })
const perSec = inForm({ short: 120, long: 300 })
/** Longer than the broker waits for a sign of life: one and a half times the keepalive of 10 s. */
const stopMs = 20_000
const holder = join(import.meta.dirname, 'programs/lock-holder.ts')

needs('mosquitto')('the monitor', () => {
  testFault({
    name: 'the monitor is killed (-9) between receiving and writing, again and again',
    answer: 'Events are acknowledged after the commit: what was not committed is sent again, what was is taken once.',
    run: async ({ openDeck, send, recorded, hasRecorded, audit }) => {
      const kills = inForm({ short: 4, long: 20 })
      let isOver = false
      let deck = await openDeck()
      const sending = (async () => {
        while (!isOver) await send(perSec, perSec)
      })()
      for (let kill = 1; kill <= kills; kill++) {
        await hasRecorded(recorded() + 1)
        // Uneven, so that the kills meet every moment between receiving, writing and acknowledging.
        await delay((kill * 37) % 100)
        deck.kill('SIGKILL')
        await deck.exit
        deck = await openDeck()
      }
      isOver = true
      await sending
      return await audit(deck)
    },
  })

  testFault({
    name: 'the monitor is killed (-9) while it reads its ledger at the start',
    answer:
      'Reading changes nothing, and what has waited at the broker meanwhile is not acknowledged before it is written.',
    scene: { jobs: inForm({ short: 30, long: 240 }) },
    run: async ({ openDeck, startDeck, send, hasRecorded, audit }) => {
      const first = await openDeck()
      await send(events, 5 * perSec)
      await hasRecorded(events)
      first.kill('SIGKILL')
      await first.exit
      await send(events, 5 * perSec)
      // From before the first line is executed until all jobs are there.
      const kills = inForm({ short: 4, long: 20 })
      for (let kill = 1; kill <= kills; kill++) {
        const deck = startDeck()
        await delay((600 * kill) / kills)
        deck.kill('SIGKILL')
        await deck.exit
      }
      return await audit(await openDeck())
    },
  })

  testFault({
    name: 'the monitor is stopped (SIGSTOP) for longer than the keepalive, and continues',
    answer: 'The broker keeps what comes in the session; the deck reconnects when it wakes up.',
    form: 'long-only',
    run: async ({ openDeck, send, hasRecorded, audit }) => {
      const deck = await openDeck()
      const sending = send(events, perSec)
      await hasRecorded(events / 3)
      deck.kill('SIGSTOP')
      await delay(stopMs)
      deck.kill('SIGCONT')
      await sending
      return await audit(deck)
    },
  })

  testFault({
    name: 'the monitor is absent while events come',
    answer: 'The session waits at the broker, and what waited is counted as received now, in order.',
    run: async ({ broker, openDeck, send, audit }) => {
      const before = await openDeck()
      await send(events / 2, perSec)
      await quit(before)
      await send(events / 4, perSec)
      await broker.restart()
      await send(events / 4, perSec)
      return await audit(await openDeck())
    },
  })

  testFault({
    name: 'another process holds the ledger, and is killed (-9) while it does',
    answer: 'The deck shows events at once and commits them when the lock is free; a lock ends with its process.',
    run: async ({ stateDir, openDeck, send, recorded, hasRecorded, audit }) => {
      const deck = await openDeck()
      await send(events / 2, perSec)
      await hasRecorded(events / 2)
      const other = startProgram(process.execPath, [holder, join(stateDir, 'ledger')])
      await other.waitForLine('held')
      await send(events / 2, perSec)
      await deck.sees(`#${events / 6}`)
      if (recorded() !== events / 2) throw new Error('the ledger was not held')
      other.kill('SIGKILL')
      return await audit(deck)
    },
  })
})

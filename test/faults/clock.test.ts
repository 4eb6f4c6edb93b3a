// What happens to the wall clock: it is set by an hour, while the monitor runs and between its runs.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quit } from '../support/deck/open-deck.ts'
import { jobdeckBin } from '../support/jobdeck-home.ts'
import type { PtyProgram } from '../support/terminal/pty.ts'
import { needs } from '../support/tools.ts'
import { inForm, testFault } from './fault.ts'
import type { Scene } from './scene.ts'

const events = inForm({ short: 90, long: 1_500 })
const perSec = inForm({ short: 150, long: 300 })
const hourMs = 3_600_000
const settings = [hourMs, -hourMs, 0]
const preload = join(import.meta.dirname, 'programs/shifted-clock.ts')

/** The deck with a wall clock that can be set; it shows the time in UTC. */
function settable({ home }: Scene) {
  const file = join(home, 'clock')
  const set = (shiftMs: number) => writeFileSync(file, String(shiftMs))
  set(0)
  return {
    set,
    options: {
      command: [process.execPath, '--import', preload, jobdeckBin],
      env: { FAULT_CLOCK: file, TZ: 'UTC' },
    },
  }
}

/** The deck shows the time that was set, and no deadline has moved: no job has timed out, and none has got more time. */
async function hasKeptDeadlines(deck: PtyProgram, shiftMs: number): Promise<void> {
  const hour = new Date(Date.now() + shiftMs).toISOString().slice(11, 13)
  await deck.seesThat(`${hour} o'clock and the deadlines`, ({ rows, text }) => {
    const deadlines = text.match(/total [━─]+ ~(?:59|60) min/g) ?? []
    return new RegExp(`${hour}:\\d\\d:\\d\\d$`).test(rows[0] ?? '') && deadlines.length === 6
  })
}

needs('mosquitto')('the clock', () => {
  testFault({
    name: 'the clock is set by an hour, forward and back, while the monitor runs',
    answer: 'Deadlines are measured on the monotonic clock; the wall clock is only shown.',
    run: async (scene) => {
      const { openDeck, send, audit } = scene
      const { set, options } = settable(scene)
      const deck = await openDeck(options)
      for (const shiftMs of settings) {
        set(shiftMs)
        await send(events / settings.length, perSec)
        await hasKeptDeadlines(deck, shiftMs)
      }
      return await audit(deck)
    },
  })

  testFault({
    name: 'the clock is set by an hour, forward and back, between two runs of the monitor',
    answer: 'The ledger keeps deadlines with the boot and its monotonic clock.',
    run: async (scene) => {
      const { openDeck, send, audit } = scene
      const { set, options } = settable(scene)
      const first = await openDeck(options)
      await send(events / 2, perSec)
      await audit(first)
      await quit(first)
      for (const shiftMs of settings) {
        set(shiftMs)
        await send(events / 6, perSec)
        const deck = await openDeck(options)
        await audit(deck)
        await hasKeptDeadlines(deck, shiftMs)
        await quit(deck)
      }
      return await audit(await openDeck(options))
    },
  })
})

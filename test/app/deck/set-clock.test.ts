import { expect, it } from 'vitest'
import type { Clock } from '../../../src/io/clock/clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { ownEmbeddedBroker } from '../../support/own-broker.ts'
import { askLedger } from './edit-ledger.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'

const hourMs = 3_600_000
/** Far less than the hour, and more than a busy machine takes between two looks at its clocks. */
const nearMs = 60_000

it('the ledger is stamped by the wall clock, and read back onto the monotonic timeline', async () => {
  // Somebody has set the wall clock an hour ahead while the process ran.
  const clock: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() + hourMs }
  const broker = await ownEmbeddedBroker()
  const first = await runDeck({ brokers: { here: { port: broker.settings.port } }, clock })
  await first.connected()
  const beforeMs = clock.monotonicMs()
  await (await publisherTo(broker.settings.port)).event('stamped1', 1, 'progress')
  const received = (await first.hasEvents('stamped1', 1)).firstEventMs ?? 0
  expect(received).toBeGreaterThanOrEqual(beforeMs)
  await first.close()

  const stored = askLedger(first.home, 'SELECT wall_ms FROM events')
  expect(stored).toHaveLength(1)
  const stampedMs = Number(stored[0]?.wall_ms)
  expect(Math.abs(stampedMs - hourMs - received)).toBeLessThan(nearMs)

  const second = await runDeck({ brokers: { here: { port: broker.settings.port } }, home: first.home, clock })
  const restored = (await second.hasEvents('stamped1', 1)).firstEventMs ?? 0
  expect(Math.abs(restored - received)).toBeLessThan(nearMs)
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Clock } from '../../../src/io/clock/clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { parseJsonLine } from '../../../src/io/ledger/json-line.ts'
import { ownEmbeddedBroker } from '../../support/own-broker.ts'
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

  const dir = join(first.home, 'state/journal')
  const lines = readdirSync(dir).flatMap((name) => readFileSync(join(dir, name), 'utf8').trim().split('\n'))
  expect(lines).toHaveLength(1)
  const stampedMs = parseJsonLine(lines[0] ?? '')?.receivedAtMs ?? 0
  expect(Math.abs(stampedMs - hourMs - received)).toBeLessThan(nearMs)

  const second = await runDeck({ brokers: { here: { port: broker.settings.port } }, home: first.home, clock })
  const restored = (await second.hasEvents('stamped1', 1)).firstEventMs ?? 0
  expect(Math.abs(restored - received)).toBeLessThan(nearMs)
})

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { currentBoot } from '../../../src/io/clock/boot.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'

const bootModule = fileURLToPath(new URL('../../../src/io/clock/boot.ts', import.meta.url))
const clockModule = fileURLToPath(new URL('../../../src/io/clock/system-clock.ts', import.meta.url))

it('places a moment of one process where another process finds it', () => {
  const code = `
    const [{ currentBoot }, { systemClock }] = await Promise.all(${JSON.stringify([bootModule, clockModule])}.map((file) => import(file)))
    const boot = currentBoot(systemClock)
    console.log(JSON.stringify({ id: boot.id, sinceBootMs: systemClock.monotonicMs() + boot.offsetMs }))`
  const boot = currentBoot(systemClock)
  const beforeMs = systemClock.monotonicMs() + boot.offsetMs
  const other = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }))
  const afterMs = systemClock.monotonicMs() + boot.offsetMs
  expect(other.id).toBe(boot.id)
  expect(other.sinceBootMs).toBeGreaterThan(beforeMs)
  expect(other.sinceBootMs).toBeLessThan(afterMs)
})

it('follows the clock that it is made for', () => {
  const clock = new SimulatedClock(1_000_000)
  const { offsetMs } = currentBoot(clock)
  expect(1_000_000 + offsetMs).toBeCloseTo(systemClock.monotonicMs() + currentBoot(systemClock).offsetMs, -4)
})

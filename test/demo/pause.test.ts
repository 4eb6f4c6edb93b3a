import { expect, it } from 'vitest'
import { pause } from '../../src/demo/pause.ts'
import { SimulatedClock } from '../../src/io/clock/simulated-clock.ts'

it('lasts as long as it should, on the clock that it is given', async () => {
  const clock = new SimulatedClock(0)
  let isOver = false
  const paused = pause(1_000, clock, new AbortController().signal).then(() => {
    isOver = true
  })
  clock.advance(999)
  await Promise.resolve()
  expect(isOver).toBe(false)
  clock.advance(1)
  await paused
  expect(isOver).toBe(true)
})

it('ends at once when it is aborted, before or while it lasts', async () => {
  const clock = new SimulatedClock(0)
  const stop = new AbortController()
  const paused = pause(1_000, clock, stop.signal)
  stop.abort()
  await expect(paused).rejects.toMatchObject({ name: 'AbortError' })
  await expect(async () => pause(1_000, clock, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
})

import { describe, expect, it } from 'vitest'
import { sleep, wallOffsetMs } from '../../../src/io/clock/clock.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'

describe('the simulated clock', () => {
  it('fires timers in the order of their moments, and shows each its own time', () => {
    const clock = new SimulatedClock(1_000)
    const fired: string[] = []
    clock.after(20, () => fired.push(`late at ${clock.monotonicMs()}`))
    clock.after(10, () => fired.push(`early at ${clock.monotonicMs()}`))
    clock.every(8, () => fired.push(`again at ${clock.monotonicMs()}`))
    clock.advance(20)
    expect(fired).toEqual(['again at 1008', 'early at 1010', 'again at 1016', 'late at 1020'])
    expect(clock.monotonicMs()).toBe(1_020)
  })

  it('lets a timer set another one that is due in the same span', () => {
    const clock = new SimulatedClock(0)
    const fired: number[] = []
    clock.after(5, () => clock.after(5, () => fired.push(clock.monotonicMs())))
    clock.advance(9)
    expect(fired).toEqual([])
    clock.advance(1)
    expect(fired).toEqual([10])
  })

  it('never fires a cancelled timer', () => {
    const clock = new SimulatedClock(0)
    const fired: string[] = []
    const cancel = clock.after(5, () => fired.push('after'))
    const stop = clock.every(2, () => fired.push('every'))
    cancel()
    clock.advance(3)
    stop()
    clock.advance(10)
    expect(fired).toEqual(['every'])
  })

  it('keeps its monotonic time when the wall clock is set', () => {
    const clock = new SimulatedClock(10_000)
    clock.advance(500)
    clock.setWall(3_600_000)
    expect(clock.monotonicMs()).toBe(10_500)
    expect(clock.wallMs()).toBe(3_600_000)
    clock.advance(1)
    expect(clock.wallMs()).toBe(3_600_001)
    expect(wallOffsetMs(clock)).toBe(3_589_500)
  })

  it('sleeps for as long as it is asked to', async () => {
    const clock = new SimulatedClock(0)
    let awake = false
    const slept = sleep(clock, 100).then(() => {
      awake = true
    })
    clock.advance(99)
    await Promise.resolve()
    expect(awake).toBe(false)
    clock.advance(1)
    await slept
    expect(awake).toBe(true)
  })
})

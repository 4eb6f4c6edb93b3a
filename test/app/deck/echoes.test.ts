import { expect, it } from 'vitest'
import { Echoes } from '../../../src/app/deck/echoes.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'

const id = jobIdOf('abc12345')

function awaiting() {
  const clock = new SimulatedClock(0)
  const came = new Set<number>()
  const echoes = new Echoes((jobId, seq) => jobId === id && came.has(seq), clock)
  const comes = (seq: number) => {
    came.add(seq)
    echoes.check()
  }
  return { clock, echoes, comes }
}

it('an event that comes back in time is found', async () => {
  const { echoes, comes } = awaiting()
  const returned = echoes.await(id, 7, 5_000)
  comes(6)
  comes(7)
  expect(await returned).toBe(true)
})

it('an event that had come back before is found at once', async () => {
  const { echoes, comes } = awaiting()
  comes(7)
  expect(await echoes.await(id, 7, 5_000)).toBe(true)
})

it('an event that does not come back counts as lost at the limit', async () => {
  const { clock, echoes, comes } = awaiting()
  const returned = echoes.await(id, 7, 5_000)
  comes(8)
  clock.advance(5_000)
  comes(7)
  expect(await returned).toBe(false)
})

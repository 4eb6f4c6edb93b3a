import { expect, it } from 'vitest'
import { EarlyMessages } from '../../../src/app/deck/early-messages.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { message } from './messages.ts'

const id = jobIdOf('abc12345')
const large = (name: string, bytes: number) => message(name, 1, 'progress', { payload: 'x'.repeat(bytes) })

it('returns what came, in order and once', () => {
  const early = new EarlyMessages()
  const [first, second] = [message('abc12345', 1, 'started'), message('abc12345', 2, 'progress')]
  early.add(id, first)
  early.add(id, second)
  expect(early.take(id)).toEqual([first, second])
  expect(early.take(id)).toBeNull()
})

it('returns nothing of a job that has sent too much', () => {
  const early = new EarlyMessages()
  for (const bytes of [40_000, 40_000, 10]) early.add(id, large('abc12345', bytes))
  expect(early.take(id)).toBeNull()
})

it('keeps at most 8 MB for all jobs, and has room again when a job is gone', () => {
  const early = new EarlyMessages()
  const ids = Array.from({ length: 150 }, (_, i) => jobIdOf(`job${i}`))
  for (const each of ids) early.add(each, large(each, 60_000))
  expect(ids.filter((each) => early.take(each) !== null)).toEqual(ids.slice(0, 139))
  early.add(id, large('abc12345', 60_000))
  expect(early.take(id)).toHaveLength(1)
})

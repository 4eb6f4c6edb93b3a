import { expect, it } from 'vitest'
import { EarlyMessages } from '../../../src/app/deck/early-messages.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import type { Message } from '../../../src/domain/protocol/message.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { message } from './messages.ts'

const id = jobIdOf('abc12345')
const add = (early: EarlyMessages, job: JobId, taken: Message) =>
  early.add(job, taken, Buffer.from(taken.payload).toString())
const large = (name: string, bytes: number) => message(name, 1, 'progress', { payload: 'x'.repeat(bytes) })

it('returns what came, in order and once', () => {
  const early = new EarlyMessages()
  const [first, second] = [message('abc12345', 1, 'started'), message('abc12345', 2, 'progress')]
  add(early, id, first)
  add(early, id, second)
  expect(early.take(id)).toEqual([first, second])
  expect(early.take(id)).toBeNull()
})

it('returns nothing of a job that has sent too much', () => {
  const early = new EarlyMessages()
  for (const bytes of [40_000, 40_000, 10]) add(early, id, large('abc12345', bytes))
  expect(early.take(id)).toBeNull()
})

it('keeps at most 8 MB for all jobs, and has room again when a job is gone', () => {
  const early = new EarlyMessages()
  const ids = Array.from({ length: 150 }, (_, i) => jobIdOf(`job${i}`))
  for (const each of ids) add(early, each, large(each, 60_000))
  expect(ids.filter((each) => early.take(each) !== null)).toEqual(ids.slice(0, 139))
  add(early, id, large('abc12345', 60_000))
  expect(early.take(id)).toHaveLength(1)
})

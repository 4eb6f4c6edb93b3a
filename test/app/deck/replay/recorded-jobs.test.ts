import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RecordedJobs } from '../../../../src/app/deck/replay/recorded-jobs.ts'
import { statusAt } from '../../../../src/domain/jobs/deadlines.ts'
import { eventTypes } from '../../../../src/domain/protocol/event.ts'
import { jobIdOf, recordFacts } from '../../../domain/jobs/build-job.ts'
import { recordedAt, startMs } from './recordings.ts'

const none = new Map()
const at = (sec: number) => startMs + sec * 1_000

it('knows the jobs of every moment, forward and back', () => {
  const entries = [
    recordedAt(0, 'aaaa1111', 1, 'started'),
    recordedAt(5, 'bbbb2222', 1, 'permission_required'),
    recordedAt(9, 'aaaa1111', 2, 'completed'),
  ]
  const recorded = new RecordedJobs(entries, none)
  const statuses = (sec: number) => Array.from(recorded.at(at(sec)).values(), (job) => statusAt(job, at(sec)))
  expect([-1, 0, 4, 5, 9, 100, 4, 0].map(statuses)).toEqual([
    [],
    ['running'],
    ['running'],
    ['running', 'needs-you'],
    ['completed', 'needs-you'],
    ['completed', 'needs-you'],
    ['running'],
    ['running'],
  ])
})

it('shows at any moment what playing until then shows, whichever moments were looked at before', () => {
  const ids = ['aaaa1111', 'bbbb2222', 'cccc3333']
  const event = fc.constantFrom(...eventTypes)
  const step = fc.record({
    waitSec: fc.nat(30),
    id: fc.constantFrom(...ids),
    seq: fc.integer({ min: 1, max: 20 }),
    event,
  })
  const recording = fc.tuple(fc.array(step, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 120 }))
  fc.assert(
    fc.property(recording, fc.array(fc.nat(2_000), { maxLength: 20 }), ([steps, times], looks) => {
      let sec = 0
      // Long enough for states to be kept on the way.
      const entries = Array.from({ length: times }, () => steps).flatMap((all) =>
        all.map(({ waitSec, id, seq, event }, index) => {
          sec += waitSec
          return recordedAt(sec, id, seq, event, `${sec} ${index}`)
        }),
      )
      const recorded = new RecordedJobs(entries, none)
      for (const look of looks) {
        const moment = at((look * sec) / 2_000)
        const played = new RecordedJobs(
          entries.filter(({ receivedAtMs }) => receivedAtMs <= moment),
          none,
        ).at(Number.MAX_SAFE_INTEGER)
        expect(recorded.at(moment)).toEqual(played)
      }
    }),
    { numRuns: 30 },
  )
})

it('takes who works on what from the registry, and how it ended from the recording', () => {
  const id = jobIdOf('aaaa1111')
  const facts = { ...recordFacts({ status: 'completed' }), prompt: 'Fix it' }
  const records = new Map([[id, { facts, topicPrefix: 'python/mqtt/jobs/aaaa1111', authToken: null }]])
  const recorded = new RecordedJobs([recordedAt(0, id, 1, 'started')], records)
  const job = recorded.at(at(0)).get(id)
  expect(job?.record).toMatchObject({ prompt: 'Fix it', status: 'running' })
})

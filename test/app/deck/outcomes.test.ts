import { expect, it } from 'vitest'
import type { EmitOutcome } from '../../../src/app/actions/emit-outcome.ts'
import { Outcomes } from '../../../src/app/deck/outcomes.ts'
import { jobKey } from '../../domain/jobs/build-job.ts'

const job = jobKey('abc12345')

function outcome(tone: EmitOutcome['tone']): EmitOutcome {
  return { tone, text: tone, atMs: 1_000 }
}

it.each([
  ['good', 16_000],
  ['bad', 121_000],
] as const)('shows a %s outcome until %i ms', (tone, untilMs) => {
  const outcomes = new Outcomes()
  outcomes.set(job, outcome(tone))
  expect(outcomes.at(untilMs).get(job)?.text).toBe(tone)
  expect(outcomes.at(untilMs + 1).size).toBe(0)
})

it('shows a pending event until its outcome is known', () => {
  const outcomes = new Outcomes()
  outcomes.set(job, outcome('busy'))
  expect(outcomes.at(1e12).get(job)?.tone).toBe('busy')
  outcomes.set(job, { ...outcome('good'), atMs: 1e12 })
  expect(outcomes.at(1e12).get(job)?.tone).toBe('good')
})

it('is the same map as long as nothing changes', () => {
  const outcomes = new Outcomes()
  outcomes.set(job, outcome('good'))
  expect(outcomes.at(3_000)).toBe(outcomes.at(2_000))
})

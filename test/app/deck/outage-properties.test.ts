// No verdict falls while nothing is heard, and a request always shows: over every order of events, outages, stops and ticks.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Hearing } from '../../../src/app/deck/hearing.ts'
import { Intake } from '../../../src/app/deck/intake.ts'
import { JobIndex } from '../../../src/app/deck/job-index.ts'
import { timeoutAt } from '../../../src/domain/jobs/deadlines.ts'
import { jobIdOf, jobKey, someBroker } from '../../domain/jobs/build-job.ts'
import { message } from './messages.ts'

const id = 'abc12345'
const key = jobKey(id)

/** A deck's judgement with one job, whose broker comes and goes. */
class Scene {
  readonly index = new JobIndex(0)
  readonly intake: Intake
  readonly #hearing: Hearing
  isUp = false
  nowMs = 0
  heardMs = 0
  #seq = 0

  constructor() {
    const onHeardAgain = (deafSinceMs: number, nowMs: number) => this.intake.hearAgain(deafSinceMs, nowMs)
    const lastHeardMs = () => (this.isUp ? this.heardMs : null)
    this.#hearing = new Hearing({ lastHeardMs, onHeardAgain, isResumed: () => true }, 0)
    this.intake = new Intake({ broker: someBroker, only: null, hearing: this.#hearing, onOutcome: () => {} })
    this.intake.enter(this.index.note)
  }

  receive(event: 'started' | 'progress' | 'permission_required' | 'completed'): void {
    this.heardMs = this.nowMs
    this.intake.receive(message(id, ++this.#seq, event, { receivedMs: this.nowMs }))
  }

  write(): void {
    this.index.write(this.nowMs, this.#hearing.listen(this.nowMs).judgedMs)
  }
}

const step = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 150_000 }), fc.constant(3_700_000)),
  what: fc.constantFrom('tick', 'packet', 'started', 'progress', 'permission_required', 'completed', 'down', 'up'),
})

it('judges only what was heard', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const scene = new Scene()
      const { index } = scene
      for (const { afterMs, what } of steps) {
        const timedOutBefore = index.counts['timed-out']
        scene.nowMs += afterMs
        if (what === 'down' || what === 'up') scene.isUp = what === 'up'
        const isEvent = !['tick', 'packet', 'down', 'up'].includes(what)
        if (scene.isUp && (what === 'packet' || what === 'up')) scene.heardMs = scene.nowMs
        if (scene.isUp && isEvent) scene.receive(what as 'started' | 'progress' | 'permission_required' | 'completed')
        scene.write()
        if (!scene.isUp) expect(index.counts['timed-out']).toBe(timedOutBefore)
        const job = index.get(key)
        if (!job) continue
        if (index.counts['timed-out'] === 1) expect(timeoutAt(job, scene.heardMs)).not.toBeNull()
        const isRequest = scene.isUp && what === 'permission_required' && !scene.intake.jobs.get(jobIdOf(id))?.ending
        if (isRequest) expect(index.counts['needs-you']).toBe(1)
      }
    }),
    { numRuns: 500 },
  )
})

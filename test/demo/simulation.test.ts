import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scripts } from '../../src/demo/scripts.ts'
import { startSimulation } from '../../src/demo/simulation.ts'
import { statusAt } from '../../src/domain/jobs/deadlines.ts'
import { missedCount } from '../../src/domain/jobs/seq-set.ts'
import { isTerminal } from '../../src/domain/protocol/event.ts'
import { systemClock } from '../../src/io/clock/system-clock.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../src/io/own-broker/embedded.ts'
import { runDeck } from '../app/deck/run-deck.ts'
import { jobsOf } from '../app/deck/standing-jobs.ts'

let broker: EmbeddedBroker
beforeAll(async () => {
  broker = await startEmbeddedBroker()
})
afterAll(() => broker.close())

describe('the simulated agents', () => {
  it('meet every fate, and new ones keep starting', async () => {
    const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
    await deck.connected()
    const { settings } = broker
    const place = { settings, registryDir: deck.registryDir, topicBase: 'python/mqtt/jobs', clock: systemClock }
    const simulation = startSimulation({ ...place, agents: 8, speed: 20 })
    const fates = new Set<string>()
    const jobs = () => jobsOf(deck.state().jobs)
    await deck
      .until(({ nowMs, drops }) => {
        for (const job of jobs()) {
          fates.add(statusAt(job, nowMs))
          if (missedCount(job.seqs) > 0) fates.add('gap')
          if (job.history.some(({ note }) => note === 'late')) fates.add('late')
        }
        if (drops.byReason.duplicate) fates.add('duplicate')
        return jobs().length > 2 * scripts.length && fates.size >= 8
      }, 'every fate')
      .finally(() => simulation.close())
    expect([...fates].sort()).toEqual(
      expect.arrayContaining(['completed', 'duplicate', 'error', 'gap', 'needs-you', 'running', 'timed-out']),
    )
    const prompts = jobs().map(({ record }) => record?.prompt ?? '')
    expect(prompts.some((prompt) => /[가-힣]/.test(prompt))).toBe(true)
    expect(prompts.some((prompt) => /\p{Emoji_Presentation}/u.test(prompt))).toBe(true)
  })

  it('stop at once when the demo ends, and start nothing new', async () => {
    const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
    const { settings } = broker
    const place = { settings, registryDir: deck.registryDir, topicBase: 'python/mqtt/jobs', clock: systemClock }
    const simulation = startSimulation({ ...place, agents: 3, speed: 1 })
    await deck.until(({ jobs }) => jobs.size > 0, 'a job')
    await simulation.close()
    const before = readdirSync(deck.registryDir).length
    const { nowMs: stoppedMs } = deck.state()
    await deck.until(({ nowMs }) => nowMs > stoppedMs, 'the next second')
    expect(readdirSync(deck.registryDir)).toHaveLength(before)
  })

  it('give up quietly when the broker never comes up', async () => {
    const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
    const settings = { ...broker.settings, port: 1 }
    const place = { settings, registryDir: deck.registryDir, topicBase: 'python/mqtt/jobs', clock: systemClock }
    await startSimulation({ ...place, agents: 2, speed: 1 }).close()
    expect(deck.state().jobs.size).toBe(0)
  })
})

describe('the scripts', () => {
  it('start with started and end at most once', () => {
    for (const { steps } of scripts) {
      expect(steps[0]?.event).toBe('started')
      expect(steps.filter(({ event }, i) => isTerminal(event) && i < steps.length - 1)).toEqual([])
    }
  })
})

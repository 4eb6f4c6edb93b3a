import { expect, it } from 'vitest'
import { countdownsAt } from '../../../src/domain/jobs/deadlines.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { putRecord, recordJson } from '../../io/registry/fixtures.ts'
import type { Mosquitto } from '../../support/mosquitto.ts'
import { ownMosquitto } from '../../support/own-broker.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'
import { publisherTo } from './publish-events.ts'
import { type RunningDeck, runDeck } from './run-deck.ts'

interface Scene {
  readonly clock: SimulatedClock
  readonly broker: Mosquitto
  readonly deck: RunningDeck
}

/** Waits while time passes slowly enough for the broker to answer. */
function until({ clock }: Pick<Scene, 'clock'>, check: () => unknown, what: string): Promise<unknown> {
  const step = () => {
    clock.advance(50)
    return Boolean(check())
  }
  return waitFor(step, { what })
}

/** Starts a job that may be silent for `idleSec`. */
async function startJob(scene: Scene, id: string, idleSec: number): Promise<void> {
  const { clock, broker, deck } = scene
  const created_at = new Date(clock.wallMs()).toISOString()
  await putRecord(deck.registryDir, id, recordJson(id, { created_at, timeout_sec: 3600, idle_timeout_sec: idleSec }))
  await until(scene, () => deck.job(id), 'the record')
  await (await publisherTo(broker.port)).event(id, 1, 'started')
  await until(scene, () => deck.job(id)?.latest, 'the job')
}

/** A deck on simulated time with two jobs that have started: both may be silent for two minutes, `brief001` may take five. */
async function deckWithJobs(): Promise<Scene> {
  const clock = new SimulatedClock(Date.now())
  const broker = await ownMosquitto()
  const deck = await runDeck({ brokers: { here: { port: broker.port } }, clock })
  const created = { created_at: new Date(clock.wallMs()).toISOString(), idle_timeout_sec: 120 }
  await putRecord(deck.registryDir, 'patient1', recordJson('patient1', { ...created, timeout_sec: 3600 }))
  await putRecord(deck.registryDir, 'brief001', recordJson('brief001', { ...created, timeout_sec: 300 }))
  await until({ clock }, () => deck.state().connection.phase === 'connected' && deck.job('brief001'), 'the deck')
  const publisher = await publisherTo(broker.port)
  await publisher.event('patient1', 1, 'started')
  await publisher.event('brief001', 1, 'started')
  await until({ clock }, () => deck.job('brief001')?.latest && deck.job('patient1')?.latest, 'the jobs')
  return { clock, broker, deck }
}

/** The broker is killed; ten minutes later it is there again, but the deck has not tried yet. */
async function outage(scene: Scene): Promise<void> {
  const { clock, broker, deck } = scene
  await broker.kill()
  await until(scene, () => deck.state().connection.phase === 'waiting', 'the loss')
  clock.advance(600_000)
  await broker.restart()
}

function reconnect(scene: Scene): Promise<unknown> {
  scene.deck.commands.reconnect()
  return until(scene, () => scene.deck.state().connection.phase === 'connected', 'the connection')
}

/** The numbers of timed out jobs that the store has ever had. */
function everTimedOut({ deck }: Scene): readonly number[] {
  return [...new Set(deck.writes.map(({ jobs }) => jobs.counts['timed-out']))]
}

needs('mosquitto')('an outage of the broker', () => {
  it('times no job out, and says since when nothing was heard', async () => {
    const scene = await deckWithJobs()
    const { deck } = scene
    const heardMs = deck.state().nowMs
    await outage(scene)
    expect(deck.state().jobs.counts).toMatchObject({ running: 2, 'timed-out': 0 })
    expect(deck.state().deafSinceMs).toBeGreaterThan(heardMs - 15_000)
    expect(deck.state().deafSinceMs).toBeLessThan(deck.state().nowMs - 590_000)
    expect(everTimedOut(scene)).toEqual([0])
  })

  it('is over before anything is judged: the end that came in between wins, a running job has a fresh idle span', async () => {
    const scene = await deckWithJobs()
    const { deck, clock, broker } = scene
    await outage(scene)
    const publisher = await publisherTo(broker.port)
    await publisher.event('brief001', 2, 'completed')
    const backMs = clock.monotonicMs()
    await reconnect(scene)
    await until(scene, () => deck.job('brief001')?.ending, 'the end')
    await until(scene, () => deck.state().judgedMs > backMs, 'the judgement')
    expect(deck.job('brief001')?.ending).toMatchObject({ kind: 'completed', late: false })
    const patient = deck.job('patient1')
    expect(patient && countdownsAt(patient, backMs).idle?.endsMs).toBeGreaterThanOrEqual(backMs + 120_000)
    expect(deck.state().jobs.counts).toMatchObject({ running: 1, completed: 1 })
    expect(everTimedOut(scene)).toEqual([0])
  })

  it('lets a total limit that ran out meanwhile break when nothing has come', async () => {
    const scene = await deckWithJobs()
    const { deck, clock } = scene
    await outage(scene)
    const backMs = clock.monotonicMs()
    await reconnect(scene)
    await until(scene, () => deck.state().jobs.counts['timed-out'] === 1, 'the time-out')
    const verdict = deck.writes.find(({ jobs }) => jobs.counts['timed-out'] === 1)
    expect(verdict?.nowMs).toBeGreaterThan(backMs + 2_000)
    expect(deck.state().jobs.counts).toMatchObject({ running: 1, 'timed-out': 1 })
    expect(deck.state().deafSinceMs).toBeNull()
  })
})

needs('mosquitto')('a deck that is closed', () => {
  it('keeps the verdict of its last seconds', async () => {
    const scene = await deckWithJobs()
    const { clock, broker, deck } = scene
    await startJob(scene, 'silent01', 3)
    await until(scene, () => deck.state().jobs.counts['timed-out'] === 1, 'the time-out')
    await deck.close()
    const next = await runDeck({ brokers: { here: { port: broker.port } }, home: deck.home, clock })
    await until(scene, () => next.state().jobs.counts['timed-out'] === 1, 'the time-out')
    // Had it been forgotten, the job would have had a fresh idle span.
    expect(next.job('silent01')?.idleFromMs).toBeNull()
  })
})

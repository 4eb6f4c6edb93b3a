// `jobdeck outbox` and what emit leaves in it: everything that is queued is shown with its reason, retried with its seq, or
// given up.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/io/clock/system-clock.ts'
import { openOutbox } from '../../src/io/ledger/open-outbox.ts'
import type { OutboxState } from '../../src/io/ledger/sqlite/outbox-entry.ts'
import { registerJob } from '../../src/io/registry/register-job.ts'
import { readRecord } from '../../src/io/registry/registry.ts'
import { outgoing } from '../io/ledger/outgoing.ts'
import { watchConnection } from '../io/mqtt/watch-connection.ts'
import { request } from '../io/registry/fixtures.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { ownEmbeddedBroker } from '../support/own-broker.ts'
import { waitFor } from '../support/wait-for.ts'
import { runHere } from './run-here.ts'

const envOf = (port: number) => ({ MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(port) })

/** A job with an event that its broker, which does not run, has not taken. */
async function queuedAt(port: number) {
  const home = temporaryFolder()
  const id = await registerJob(join(home, 'jobs'), { ...request, broker: null })
  const ran = await runHere(['emit', id, 'started', '--no-wait'], { home, env: envOf(port) })
  expect(ran).toEqual({ status: 0, stdout: 'seq=1 queued\n', stderr: '' })
  return { home, id }
}

async function entriesIn(home: string, port: number): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await runHere(['outbox', '--json', '--all'], { home, env: envOf(port) })).stdout)
}

/** Stores an entry in a given state. */
async function store(home: string, seq: number, state: OutboxState, reason: string | null = null): Promise<number> {
  const outbox = openOutbox({ stateDir: join(home, 'state'), broker: 'mqtt://gone:1883' }, systemClock)
  const id = await outbox.reserve(outgoing(seq), '')
  await outbox.confirm(id)
  if (state !== 'reserved') await outbox.move([id], state, reason)
  outbox.close()
  return id
}

describe('emit', () => {
  it('sends what waits for the same broker first, with the seqs that it has', async () => {
    const port = await freePort()
    const { home, id } = await queuedAt(port)
    const broker = await ownEmbeddedBroker({ port })
    const heard = watchConnection(broker.settings, { filters: ['#'] })
    await heard.reaches('connected')
    const ran = await runHere(['emit', id, 'completed'], { home, env: envOf(port) })
    expect(ran).toEqual({ status: 0, stdout: 'seq=2 acked\n', stderr: '' })
    await waitFor(() => heard.received.length >= 2, { what: 'both events' })
    expect(heard.received.map(({ text }) => JSON.parse(text).seq)).toEqual([1, 2])
    expect(await entriesIn(home, port)).toMatchObject([
      { seq: 1, state: 'acked', event: 'started', why: null },
      { seq: 2, state: 'acked', event: 'completed', why: null },
    ])
    expect(await readRecord(join(home, 'jobs'), id)).toMatchObject({ status: 'completed', last_seq: 2 })
    await heard.close()
  })

  it('leaves what other settings are for', async () => {
    const port = await freePort()
    const { home, id } = await queuedAt(port)
    const broker = await ownEmbeddedBroker()
    const ran = await runHere(['emit', id, 'completed'], { home, env: envOf(broker.settings.port) })
    expect(ran).toMatchObject({ status: 0, stdout: 'seq=2 acked\n' })
    expect(await entriesIn(home, port)).toMatchObject([
      { seq: 1, state: 'queued', broker: `mqtt://127.0.0.1:${port}` },
      { seq: 2, state: 'acked' },
    ])
  })
})

describe('outbox list', () => {
  it('says that nothing is queued', async () => {
    expect(await runHere(['outbox'])).toEqual({ status: 0, stdout: '', stderr: 'jobdeck: nothing is queued\n' })
    expect(await runHere(['outbox', 'list', '--json'])).toMatchObject({ status: 0, stdout: '[]\n' })
  })

  it('shows what is queued, for which broker, since when, and why', async () => {
    const port = await freePort()
    const { home, id } = await queuedAt(port)
    const { stdout } = await runHere(['outbox'], { home, env: envOf(port) })
    const [headings, line] = stdout.split('\n')
    expect(headings).toMatch(/^ID +STATE +JOB +SEQ +EVENT +SINCE +TRIES +BROKER +WHY$/)
    expect(line).toMatch(
      new RegExp(`^1 +queued +${id} +1 +started +\\S+Z +0 +mqtt://127.0.0.1:${port} +nobody is sending it`),
    )
    expect(await entriesIn(home, port)).toEqual([
      {
        ...{ id: 1, state: 'queued', job_id: id, seq: 1, event: 'started', retain: false, attempts: 0 },
        ...{ topic: `python/mqtt/jobs/${id}/events`, broker: `mqtt://127.0.0.1:${port}`, profile: 'env' },
        ...{ username: null, registry_dir: join(home, 'jobs'), why: 'nobody is sending it: jobdeck outbox retry' },
        ...{ queued_at: expect.stringMatching(/Z$/), changed_at: expect.stringMatching(/Z$/) },
      },
    ])
  })

  it('hides what was acknowledged or dropped, unless all is asked for', async () => {
    const home = temporaryFolder()
    for (const [index, state] of (['acked', 'dropped', 'refused', 'expired', 'set-aside'] as const).entries())
      await store(home, index + 1, state, `why ${state}`)
    const statesOf = async (...args: readonly string[]) =>
      JSON.parse((await runHere(['outbox', 'list', '--json', ...args], { home })).stdout).map(
        ({ state, why }: { state: string; why: string }) => `${state}: ${why}`,
      )
    const open = ['refused: why refused', 'expired: why expired', 'set-aside: why set-aside']
    expect(await statesOf()).toEqual(open)
    expect(await statesOf('--all')).toEqual(['acked: why acked', 'dropped: why dropped', ...open])
  })

  it.each([
    ['a profile that does not exist', {}, 'there is no profile "office"'],
    ['the environment, which names another broker', { profile: 'env' }, 'it is for mqtt://gone:1883 without a login'],
    ['a record that is gone', { profile: null, registryDir: '/nowhere' }, 'the record of job job-1'],
    ['an embedded broker', { profile: 'embedded' }, 'its broker was inside a jobdeck that has ended'],
  ])('says of an entry for %s that nobody can send it, and offers to drop it', async (_, fields, why) => {
    const home = temporaryFolder()
    const outbox = openOutbox({ stateDir: join(home, 'state'), broker: 'mqtt://gone:1883' }, systemClock)
    await outbox.confirm(await outbox.reserve(outgoing(1, fields), ''))
    outbox.close()
    const { stdout } = await runHere(['outbox'], { home, env: envOf(1) })
    expect(stdout).toContain(why)
    if (why !== 'there is no profile "office"') expect(stdout).toContain('jobdeck outbox drop')
  })

  it('cannot be read: status 74', async () => {
    const home = temporaryFolder()
    await store(home, 1, 'queued')
    rmSync(join(home, 'state/ledger/ledger.sqlite'))
    mkdirSync(join(home, 'state/ledger/ledger.sqlite'))
    expect(await runHere(['outbox'], { home })).toMatchObject({ status: 74, stdout: '', stderr: /EISDIR/ })
  })
})

describe('outbox retry', () => {
  it.each(['refused', 'set-aside', 'expired'] as const)('queues what was %s again', async (state) => {
    const home = temporaryFolder()
    const id = await store(home, 1, state, 'why')
    expect(await runHere(['outbox', 'retry', String(id)], { home })).toMatchObject({ status: 0, stdout: '1 queued\n' })
    expect(await entriesIn(home, 1)).toMatchObject([{ id, seq: 1, state: 'queued', attempts: 0 }])
  })

  it('takes what waits and what was set aside without being asked for more', async () => {
    const home = temporaryFolder()
    for (const [index, state] of (['refused', 'queued', 'set-aside', 'acked'] as const).entries())
      await store(home, index + 1, state)
    expect(await runHere(['outbox', 'retry'], { home })).toMatchObject({ status: 0, stdout: '2 queued\n' })
    expect((await entriesIn(home, 1)).map(({ state }) => state)).toEqual(['refused', 'queued', 'queued', 'acked'])
  })

  it.each([
    ['acked', /entry 1 is acked already/],
    ['dropped', /entry 1 is dropped already/],
  ] as const)('refuses what was %s', async (state, stderr) => {
    const home = temporaryFolder()
    await store(home, 1, state)
    expect(await runHere(['outbox', 'retry', '1'], { home })).toMatchObject({ status: 65, stderr })
  })
})

describe('outbox drop', () => {
  it('gives an entry up for good, and says what readers will lack', async () => {
    const home = temporaryFolder()
    const id = await store(home, 7, 'queued')
    const ran = await runHere(['outbox', 'drop', String(id)], { home })
    expect(ran).toEqual({ status: 0, stdout: `${id} dropped: job job-1 will lack seq 7\n`, stderr: '' })
    expect(await entriesIn(home, 1)).toMatchObject([{ id, state: 'dropped' }])
  })

  it('drops nothing when one of several cannot be', async () => {
    const home = temporaryFolder()
    const ids = [await store(home, 1, 'queued'), await store(home, 2, 'acked')].map(String)
    expect(await runHere(['outbox', 'drop', ...ids], { home })).toMatchObject({ status: 65, stdout: '' })
    expect((await entriesIn(home, 1)).map(({ state }) => state)).toEqual(['queued', 'acked'])
  })

  it.each([
    [['drop'], 64, /missing required argument/],
    [['drop', 'x'], 64, /"x" is not the number of an entry/],
    [['drop', '99'], 65, /the outbox has no entry 99/],
    [['retry', '99'], 65, /the outbox has no entry 99/],
  ])('%j exits with %i', async (args, status, stderr) => {
    expect(await runHere(['outbox', ...args])).toMatchObject({ status, stdout: '', stderr })
  })
})

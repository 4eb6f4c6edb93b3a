// Numbering and storing an event: both or neither, whenever the process is killed.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ownerOf } from '../../../src/app/outbox/channel.ts'
import { publisherRoutes } from '../../../src/app/outbox/publisher-routes.ts'
import { queueEvent } from '../../../src/app/outbox/queue-event.ts'
import { Sender } from '../../../src/app/outbox/sender.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { openOutbox } from '../../../src/io/ledger/open-outbox.ts'
import { openProfiles } from '../../../src/io/profiles/profiles.ts'
import { registerJob } from '../../../src/io/registry/register-job.ts'
import { readRecord, takeNextSeq } from '../../../src/io/registry/registry.ts'
import { installRecord, stageRecord } from '../../../src/io/registry/staged-record.ts'
import { outgoing } from '../../io/ledger/outgoing.ts'
import { request } from '../../io/registry/fixtures.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { ownEmbeddedBroker } from '../../support/own-broker.ts'

const channel = { broker: 'mqtt://127.0.0.1:1', profile: 'env', username: null, certFile: null }

async function workplace(broker = channel.broker) {
  const home = temporaryFolder()
  const [registryDir, stateDir] = [join(home, 'jobs'), join(home, 'state')]
  const id = await registerJob(registryDir, { ...request, broker: null })
  const outbox = openOutbox({ stateDir, broker }, systemClock)
  onTestFinished(() => outbox.close())
  const queue = (detail = '') =>
    queueEvent(
      { jobId: id, event: 'progress', detail, data: null, retain: null, onEnded: 'refuse' },
      {
        ...{ registryDir, stateDir, topicBase: 'python/mqtt/jobs', env: {}, clock: systemClock, onWait: () => {} },
        broker: () => ({ ...channel, broker }),
        lastSeen: async () => ({ seq: 0, hasEnded: false }),
      },
    )
  const lastSeq = async () => (await readRecord(registryDir, id))?.last_seq
  const seqs = async () => (await outbox.unfinished()).map(({ seq, state }) => `${seq} ${state}`)
  const staged = () => readdirSync(registryDir).filter((name) => name.endsWith('.jobdeck-next'))
  return { home, registryDir, stateDir, id, outbox, queue, lastSeq, seqs, staged }
}

/** What a kill leaves behind while the next seq is being taken: up to which step it came. */
async function killedAfter(
  step: 'staged' | 'stored' | 'installed',
  { registryDir, stateDir, id, outbox }: Awaited<ReturnType<typeof workplace>>,
): Promise<void> {
  const record = await readRecord(registryDir, id)
  const seq = (record?.last_seq ?? 0) + 1
  const text = JSON.stringify({ ...record, last_seq: seq })
  const path = await stageRecord(registryDir, id as JobId, ownerOf(stateDir), text)
  if (step === 'staged') return
  await outbox.reserve(outgoing(seq, { ...channel, jobId: id as JobId, registryDir, payload: `{"seq":${seq}}` }), path)
  if (step === 'installed') await installRecord(registryDir, id as JobId, path)
}

describe('an emit that is killed', () => {
  it('has taken nothing before its event is stored', async () => {
    const place = await workplace()
    await killedAfter('staged', place)
    expect([await place.lastSeq(), await place.seqs()]).toEqual([0, []])
    expect(await place.queue()).toMatchObject({ seq: 1, state: 'queued' })
    expect([await place.lastSeq(), await place.seqs(), place.staged()]).toEqual([1, ['1 queued'], []])
  })

  it('has no event as long as the record does not have its seq, which goes to the next one', async () => {
    const place = await workplace()
    await killedAfter('stored', place)
    expect([await place.lastSeq(), await place.seqs()]).toEqual([0, ['1 reserved']])
    expect(await place.queue('next')).toMatchObject({
      seq: 1,
      state: 'queued',
      payload: expect.stringContaining('next'),
    })
    expect([await place.lastSeq(), await place.seqs(), place.staged()]).toEqual([1, ['1 queued'], []])
  })

  it('has no event even when another program takes the same seq first', async () => {
    const place = await workplace()
    await killedAfter('stored', place)
    expect(await takeNextSeq(place.registryDir, place.id)).toBe(1)
    expect(await place.queue()).toMatchObject({ seq: 2 })
    expect(await place.seqs()).toEqual(['2 queued'])
  })

  it('has its event as soon as the record has its seq, whatever other programs do to the record then', async () => {
    const place = await workplace()
    await killedAfter('installed', place)
    expect(await takeNextSeq(place.registryDir, place.id)).toBe(2)
    expect(await place.queue()).toMatchObject({ seq: 3 })
    expect(await place.seqs()).toEqual(['1 queued', '3 queued'])
  })

  it.each([
    ['installed', [1]],
    ['stored', []],
  ] as const)('is finished by a sender alone: %s', async (step, sent) => {
    const broker = await ownEmbeddedBroker()
    const url = `mqtt://127.0.0.1:${broker.settings.port}`
    const place = await workplace(url)
    const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.settings.port) }
    const profiles = openProfiles({ env: { ...env, JOBDECK_CONFIG_DIR: place.home }, cwd: place.home })
    const { stateDir } = place
    const sender = new Sender({
      ...{ stateDir, channel: { ...channel, broker: url }, clock: systemClock, confirm: async () => null },
      routeOf: publisherRoutes({ env, profiles, clock: systemClock }),
    })
    onTestFinished(() => sender.close())
    await killedAfter(step, place)
    expect(await sender.round(Number.POSITIVE_INFINITY)).toEqual({ kind: 'done', failure: null })
    expect((await place.outbox.everything()).map(({ seq, state }) => [seq, state])).toEqual(
      sent.map((seq) => [seq, 'acked']),
    )
    expect(place.staged()).toEqual([])
  })
})

describe('an event', () => {
  it('gets a number that no other one gets, however many are queued at once', async () => {
    const place = await workplace()
    const entries = await Promise.all(Array.from({ length: 20 }, (_, n) => place.queue(String(n))))
    expect(entries.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    expect(await place.lastSeq()).toBe(20)
  })

  it('keeps no secret in the outbox', async () => {
    const place = await workplace()
    const worker = { host: '127.0.0.1', port: 1, tls: false, username: 'worker', password: 'geheim' }
    const id = await registerJob(place.registryDir, { ...request, broker: worker, authToken: 'token-geheim' })
    const entry = await queueEvent(
      { jobId: id, event: 'progress', detail: '', data: null, retain: null, onEnded: 'refuse' },
      {
        ...{ registryDir: place.registryDir, stateDir: place.stateDir, topicBase: 'x', env: {}, clock: systemClock },
        onWait: () => {},
        broker: () => channel,
        lastSeen: async () => ({ seq: 0, hasEnded: false }),
      },
    )
    expect(entry).toMatchObject({ profile: null, username: 'worker' })
    const files = readdirSync(join(place.stateDir, 'ledger')).map((name) =>
      readFileSync(join(place.stateDir, 'ledger', name), 'latin1'),
    )
    expect(files.join('')).not.toContain('geheim')
  })
})

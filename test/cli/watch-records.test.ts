import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../src/io/own-broker/embedded.ts'
import { payloadOf } from '../app/deck/messages.ts'
import { publisherTo } from '../app/deck/publish-events.ts'
import { putRecord, recordJson } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { startWatch } from './watch-run.ts'

let broker: EmbeddedBroker
let port: number
beforeAll(async () => {
  broker = await startEmbeddedBroker()
  port = broker.settings.port
})
afterAll(() => broker.close())

describe('--any', () => {
  it('watches the pending and running jobs of the registry, on the topics of their records', async () => {
    const home = temporaryFolder()
    const dir = join(home, '.hermes/jobs')
    await putRecord(dir, 'pending1', recordJson('pending1', { topic_prefix: 'team/alpha' }))
    await putRecord(dir, 'running1', recordJson('running1', { status: 'running' }))
    await putRecord(dir, 'ended001', recordJson('ended001', { status: 'completed' }))
    const watch = startWatch(port, [], { any: true }, home)
    await watch.subscribed()
    const worker = await publisherTo(port)
    await worker.raw('team/alpha/events', payloadOf('pending1', 1, 'completed'))
    await worker.event('running1', 1, 'completed')
    expect(await watch.status).toBe(0)
    expect(watch.stdout().match(/job=\S+/g)).toEqual(['job=pending1', 'job=running1'])
  })

  it('never succeeds while a record cannot be used, whether a job is open or not', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, '.hermes/jobs'), 'broken01', '{')
    const none = startWatch(port, [], { any: true }, home)
    await expect(none.status).rejects.toMatchObject({ code: 'bad-data', message: /^1 record cannot be used/ })
    expect(none.stderr()).toMatch(/^jobdeck: .*broken01\.json: the file is not valid JSON$/m)
    await putRecord(join(home, '.hermes/jobs'), 'beside01', recordJson('beside01'))
    const one = startWatch(port, [], { any: true }, home)
    await one.subscribed()
    await (await publisherTo(port)).event('beside01', 1, 'completed')
    await expect(one.status).rejects.toMatchObject({ code: 'bad-data' })
    expect(one.stdout()).toContain('job=beside01')
  })

  it('reports an error rather than a record that it cannot use', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, '.hermes/jobs'), 'broken02', '{')
    await putRecord(join(home, '.hermes/jobs'), 'failed02', recordJson('failed02'))
    const watch = startWatch(port, [], { any: true }, home)
    await watch.subscribed()
    await (await publisherTo(port)).event('failed02', 1, 'error')
    expect(await watch.status).toBe(1)
  })

  it('has nothing to do when none is open', async () => {
    const watch = startWatch(port, [], { any: true })
    expect(await watch.status).toBe(0)
    expect(watch.stderr()).toContain('the registry has no pending or running job')
  })
})

describe('a named job', () => {
  it('is not watched when its record cannot be used: its limits and its token are unknown', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, '.hermes/jobs'), 'broken03', '{')
    const watch = startWatch(port, ['broken03'], {}, home)
    await expect(watch.status).rejects.toMatchObject({ code: 'bad-data', message: /broken03\.json cannot be used/ })
    expect(watch.stderr()).not.toContain('subscribed on')
  })
})

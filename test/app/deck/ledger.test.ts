import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countdownsAt } from '../../../src/domain/jobs/deadlines.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { putRecord, recordJson } from '../../io/registry/fixtures.ts'
import { payloadOf } from './messages.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'

let broker: EmbeddedBroker
beforeAll(async () => {
  broker = await startEmbeddedBroker()
})
afterAll(() => broker.close())

const brokers = () => ({ here: { port: broker.settings.port } })

function ledgerFileIn(home: string): string {
  const dir = join(home, 'state/journal')
  const [name] = readdirSync(dir)
  if (name === undefined) throw new Error('the ledger is not there yet')
  return join(dir, name)
}

describe('a restarted deck', () => {
  it('shows the history and continues both deadlines from it', async () => {
    const agoMs = 30_000
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const created = { created_at: new Date(Date.now() - 60_000).toISOString(), timeout_sec: 600, idle_timeout_sec: 100 }
    await putRecord(first.registryDir, 'restart1', recordJson('restart1', created))
    await first.until(() => first.job('restart1'), 'the record')
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('restart1', 1, 'started')
    await publisher.event('restart1', 2, 'progress', { detail: '반쯤' })
    await publisher.event('restart2', 1, 'permission_required')
    const before = await first.hasEvents('restart1', 2)
    await first.hasEvents('restart2', 1)
    await first.close()
    // As if it had been received longer ago than a busy machine can make of it.
    const path = ledgerFileIn(first.home)
    const earlier = (stamp: string) => new Date(Date.parse(stamp) - agoMs).toISOString()
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(?<="received_at":")[^"]+/g, earlier))

    const second = await runDeck({ brokers: brokers(), home: first.home })
    const after = await second.hasEvents('restart1', 2)
    expect(after.history.map(({ seq, detail }) => `${seq} ${detail}`)).toEqual(['1 started 1', '2 반쯤'])
    const ends = (job: typeof after) => {
      const { total, idle } = countdownsAt(job, job.lastEventMs ?? 0)
      return [total?.endsMs ?? 0, idle?.endsMs ?? 0]
    }
    const [totalBefore = 0, idleBefore = 0] = ends(before)
    const [totalAfter = 0, idleAfter = 0] = ends(after)
    const nearMs = 10_000
    expect(Math.abs(totalAfter - totalBefore)).toBeLessThan(nearMs)
    expect(Math.abs(idleAfter - (idleBefore - agoMs))).toBeLessThan(nearMs)
    expect(second.state().jobs.counts['needs-you']).toBe(1)

    // A job without a record counts its assumed limit from its first event, across the restart too.
    const own = (deck: typeof first) => deck.job('restart2')?.firstEventMs ?? 0
    expect(Math.abs(own(second) - (own(first) - agoMs))).toBeLessThan(nearMs)
  })

  it('listens while it reads a long ledger, and takes what comes after what it reads', async () => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('early001', 1, 'started')
    await first.hasEvents('early001', 1)
    await first.close()
    const path = ledgerFileIn(first.home)
    const line = readFileSync(path, 'utf8')
    const others = Array.from({ length: 30_000 }, (_, n) =>
      line
        .replaceAll('early001', `o${String(n % 300).padStart(7, '0')}`)
        .replace(/(seq\\":)1/, `$1${Math.floor(n / 300) + 1}`),
    )
    writeFileSync(path, [...others, line].join(''))

    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.connected()
    expect(second.writes.find(({ connection }) => connection.phase === 'connected')?.jobs.size).toBe(0)
    await publisher.event('early001', 2, 'progress')
    const job = await second.hasEvents('early001', 2)
    expect(job.history.map(({ seq, note }) => [seq, note])).toEqual([
      [1, null],
      [2, null],
    ])
    expect(second.state().jobs.size).toBe(301)
  })

  it('leaves out what this deck does not listen to: it would seem to have stopped', async () => {
    const first = await runDeck({ brokers: { here: { port: broker.settings.port, topicBase: 'team/a' } } })
    await first.connected()
    await putRecord(first.registryDir, 'record01', recordJson('record01', { topic_prefix: 'team/own' }))
    await first.until(() => first.job('record01'), 'the record')
    const publisher = await publisherTo(broker.settings.port)
    await publisher.raw('team/a/elsewh01/events', payloadOf('elsewh01', 1, 'started'))
    await publisher.raw('team/own/events', payloadOf('record01', 1, 'started'))
    await first.hasEvents('elsewh01', 1)
    await first.hasEvents('record01', 1)
    await first.close()
    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.hasEvents('record01', 1)
    await second.connected()
    expect(second.job('elsewh01')).toBeUndefined()
  })

  it('never dates an event into the future, although the clock was ahead when it came: no time-out would come', async () => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('future01', 1, 'started')
    await first.hasEvents('future01', 1)
    await first.close()
    const path = ledgerFileIn(first.home)
    const ahead = (stamp: string) => new Date(Date.parse(stamp) + 86_400_000).toISOString()
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(?<="received_at":")[^"]+/g, ahead))
    const second = await runDeck({ brokers: brokers(), home: first.home })
    const job = await second.hasEvents('future01', 1)
    expect(job.lastEventMs).toBeLessThanOrEqual(systemClock.monotonicMs())
    const [, stamp = ''] = /"received_at":"([^"]+)"/.exec(readFileSync(path, 'utf8')) ?? []
    expect(job.history[0]?.receivedWallMs).toBe(Date.parse(stamp))
  })

  it('recognises the retained end that is delivered again', async () => {
    const first = await runDeck({ brokers: brokers(), only: ['ended001'] })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('ended001', 1, 'started')
    await publisher.event('ended001', 2, 'completed')
    await first.hasEvents('ended001', 2)
    await first.close()
    const second = await runDeck({ brokers: brokers(), home: first.home, only: ['ended001'] })
    await second.connected()
    await publisher.event('ended001', 3, 'progress')
    const job = await second.hasEvents('ended001', 3)
    expect(job).toMatchObject({ duplicates: 0, secondEndings: 0, history: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] })
    expect(second.state().drops.total).toBe(0)
  })

  it('counts nothing twice that two decks have written into one ledger', async () => {
    const first = await runDeck({ brokers: brokers() })
    const other = await runDeck({ brokers: brokers(), home: first.home })
    await Promise.all([first.connected(), other.connected()])
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('shared01', 1, 'started')
    await publisher.event('shared01', 2, 'progress')
    await Promise.all([first.hasEvents('shared01', 2), other.hasEvents('shared01', 2)])
    await Promise.all([first.close(), other.close()])
    const next = await runDeck({ brokers: brokers(), home: first.home })
    expect(await next.hasEvents('shared01', 2)).toMatchObject({ duplicates: 0, history: { length: 2 } })
  })

  it('shows what had failed before as seen, from its first write on', async () => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('oldnews1', 1, 'error')
    await first.hasEvents('oldnews1', 1)
    expect(first.state().jobs.isSeen(first.key('oldnews1'))).toBe(false)
    await first.close()
    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.hasEvents('oldnews1', 1)
    await second.connected()
    const key = second.key('oldnews1')
    expect(second.writes.some(({ jobs }) => jobs.isSeen(key))).toBe(true)
    expect(second.writes.filter(({ jobs }) => jobs.get(key) && !jobs.isSeen(key))).toEqual([])
  })

  it('reads past torn lines', async () => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('torn0001', 1, 'started')
    await first.hasEvents('torn0001', 1)
    await first.close()
    appendFileSync(ledgerFileIn(first.home), '{"received_at":"2026-')
    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.hasEvents('torn0001', 1)
    await second.connected()
    expect(second.state().problem).toBeNull()
  })
})

describe('the ledger of a running deck', () => {
  it('is written while it runs, readable only by its owner', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('written1', 1, 'started')
    await deck.hasEvents('written1', 1)
    await deck.until(() => statSync(ledgerFileIn(deck.home)).size > 0, 'the ledger')
    expect(statSync(ledgerFileIn(deck.home)).mode & 0o777).toBe(0o600)
  })

  it('reports that it cannot be written, goes on, and takes the report back when it can', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    mkdirSync(join(deck.home, 'state'), { recursive: true })
    const path = join(deck.home, 'state/journal')
    rmSync(path, { recursive: true, force: true })
    writeFileSync(path, 'in the way')
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('blocked1', 1, 'started')
    await deck.hasEvents('blocked1', 1)
    expect(await deck.until((state) => state.problem, 'a problem')).toMatch(/cannot write the journal/)
    rmSync(path)
    await publisher.event('blocked1', 2, 'progress')
    await deck.until((state) => state.problem === null, 'no problem')
  })
})

import { appendFileSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countdownsAt } from '../../../src/domain/jobs/deadlines.ts'
import type { Clock } from '../../../src/io/clock/clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { journalFiles } from '../../../src/io/ledger/journal-files.ts'
import type { LedgerEntry } from '../../../src/io/ledger/ledger.ts'
import { brokerUrl } from '../../../src/io/mqtt/settings.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { writeJournal } from '../../io/ledger/write-journal.ts'
import { putRecord, recordJson } from '../../io/registry/fixtures.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { askLedger, heardUntilNow, ledgerIn, shiftReceipts } from './edit-ledger.ts'
import { payloadOf } from './messages.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'

let broker: EmbeddedBroker
beforeAll(async () => {
  broker = await startEmbeddedBroker()
})
afterAll(() => broker.close())

const brokers = () => ({ here: { port: broker.settings.port } })

function locationIn(home: string) {
  return { stateDir: `${home}/state`, broker: brokerUrl(broker.settings) }
}

/** An event as jobdeck 0.1.0 wrote it into its journal. */
function entryOf(id: string, seq: number, event: Parameters<typeof payloadOf>[2] = 'progress'): LedgerEntry {
  const topic = `python/mqtt/jobs/${id}/events`
  return { receivedAtMs: Date.now() - 1_000, topic, retained: false, payload: payloadOf(id, seq, event) }
}

describe('a restarted deck', () => {
  it('shows the history, continues the total limit from it and gives a fresh idle span', async () => {
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
    shiftReceipts(first.home, -agoMs)

    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.hasEvents('restart1', 2)
    const after = await second.until(() => {
      const job = second.job('restart1')
      return job && job.idleFromMs !== null ? job : null
    }, 'the broker to be heard again')
    expect(after.history.map(({ seq, detail }) => `${seq} ${detail}`)).toEqual(['1 started 1', '2 반쯤'])
    const ends = (job: typeof after) => {
      const { total, idle } = countdownsAt(job, job.lastEventMs ?? 0)
      return [total?.endsMs ?? 0, idle?.endsMs ?? 0]
    }
    const [totalBefore = 0, idleBefore = 0] = ends(before)
    const [totalAfter = 0, idleAfter = 0] = ends(after)
    const nearMs = 10_000
    expect(Math.abs(totalAfter - totalBefore)).toBeLessThan(nearMs)
    expect(idleAfter).toBe((after.idleFromMs ?? 0) + 100_000)
    expect(idleAfter).toBeGreaterThan(idleBefore)
    expect(second.state().jobs.counts['needs-you']).toBe(1)

    // A job without a record counts its assumed limit from its first event, across the restart too.
    const own = (deck: typeof first) => deck.job('restart2')?.firstEventMs ?? 0
    expect(Math.abs(own(second) - (own(first) - agoMs))).toBeLessThan(nearMs)
  })

  it('listens while it still takes in a long journal of 0.1.0, and takes what comes behind that', async () => {
    const home = temporaryFolder()
    const others = Array.from({ length: 30_000 }, (_, n) =>
      entryOf(`o${String(n % 300).padStart(7, '0')}`, Math.floor(n / 300) + 1),
    )
    writeJournal(locationIn(home), [...others, entryOf('early001', 1, 'started')])
    const deck = await runDeck({ brokers: brokers(), home })
    await deck.connected()
    expect(deck.writes.find(({ connection }) => connection.phase === 'connected')?.jobs.size).toBe(0)
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('early001', 2, 'progress')
    const job = await deck.hasEvents('early001', 2)
    expect(job.history.map(({ seq, note }) => [seq, note])).toEqual([
      [1, null],
      [2, null],
    ])
    expect(deck.state().jobs.size).toBe(301)
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
    shiftReceipts(first.home, 86_400_000, 'another')
    const second = await runDeck({ brokers: brokers(), home: first.home })
    const job = await second.hasEvents('future01', 1)
    expect(job.lastEventMs).toBeLessThanOrEqual(systemClock.monotonicMs())
    const [stored] = askLedger(first.home, 'SELECT wall_ms FROM events')
    expect(job.history[0]?.receivedWallMs).toBe(stored?.wall_ms)
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

  it('leaves unseen what nobody has looked at, and seen what somebody has, from the first sight on', async () => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    for (const id of ['unseen01', 'seen0001']) await publisher.event(id, 1, 'error')
    await first.hasEvents('unseen01', 1)
    await first.hasEvents('seen0001', 1)
    first.commands.markSeen(first.key('seen0001'))
    await first.until(({ jobs }) => jobs.isSeen(first.key('seen0001')), 'the look')
    await first.close()
    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.hasEvents('seen0001', 1)
    await second.connected()
    const seenIn = (id: string) => {
      const key = second.key(id)
      return new Set(second.writes.filter(({ jobs }) => jobs.get(key)).map(({ jobs }) => jobs.isSeen(key)))
    }
    expect(seenIn('seen0001')).toEqual(new Set([true]))
    expect(seenIn('unseen01')).toEqual(new Set([false]))
  })

  it('knows the silence that somebody has looked at, until the job falls silent again', async () => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('silent01', 1, 'started')
    await first.hasEvents('silent01', 1)
    await first.close()
    shiftReceipts(first.home, -600_000)
    heardUntilNow(first.home)
    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.until(({ jobs }) => jobs.counts['timed-out'] === 1, 'the time-out')
    expect(second.state().jobs.isSeen(second.key('silent01'))).toBe(false)
    second.commands.markSeen(second.key('silent01'))
    await second.until(({ jobs }) => jobs.isSeen(second.key('silent01')), 'the look')
    await second.close()
    const third = await runDeck({ brokers: brokers(), home: first.home })
    await third.until(({ jobs }) => jobs.counts['timed-out'] === 1, 'the time-out')
    expect(third.state().jobs.isSeen(third.key('silent01'))).toBe(true)
    await third.connected()
    await publisher.event('silent01', 2, 'progress')
    await third.hasEvents('silent01', 2)
    await third.close()
    shiftReceipts(first.home, -600_000)
    heardUntilNow(first.home)
    const fourth = await runDeck({ brokers: brokers(), home: first.home })
    await fourth.until(({ jobs }) => jobs.counts['timed-out'] === 1, 'the time-out')
    expect(fourth.state().jobs.isSeen(fourth.key('silent01'))).toBe(false)
  })

  it.each([-3_600_000, 3_600_000])('is not moved by a clock that was set by %i ms meanwhile', async (setByMs) => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const created = { created_at: new Date(Date.now() - 60_000).toISOString(), timeout_sec: 600, idle_timeout_sec: 300 }
    await putRecord(first.registryDir, 'setclock', recordJson('setclock', created))
    await first.until(() => first.job('setclock'), 'the record')
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('setclock', 1, 'started')
    const before = await first.hasEvents('setclock', 1)
    await first.close()
    const clock: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() + setByMs }
    const second = await runDeck({ brokers: brokers(), home: first.home, clock })
    const after = await second.hasEvents('setclock', 1)
    expect(second.state().jobs.counts).toMatchObject({ running: 1, 'timed-out': 0 })
    const ends = (job: typeof after) => {
      const { total, idle } = countdownsAt(job, systemClock.monotonicMs())
      return [total?.endsMs, idle?.endsMs]
    }
    const [totalMs = 0, idleMs = 0] = ends(before)
    expect(ends(after)).toEqual([expect.closeTo(totalMs, -3), expect.closeTo(idleMs, -3)])
  })

  it('keeps a second end as a trace, and does not take it for another one when it comes again', async () => {
    const first = await runDeck({ brokers: brokers() })
    await first.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('twoends1', 1, 'completed')
    await publisher.event('twoends1', 2, 'error')
    await first.hasEvents('twoends1', 2)
    await first.close()
    const second = await runDeck({ brokers: brokers(), home: first.home })
    await second.connected()
    const job = await second.hasEvents('twoends1', 2)
    expect(job).toMatchObject({ ending: { kind: 'completed' }, secondEndings: 1, latest: { seq: 1 } })
    expect(job.history.map(({ note }) => note)).toEqual([null, 'second-end'])
    expect(second.state().drops.total).toBe(0)
  })

  it('takes in a journal of 0.1.0 once, past torn lines, as something that was seen', async () => {
    const home = temporaryFolder()
    writeJournal(locationIn(home), [entryOf('torn0001', 1, 'started'), entryOf('torn0001', 2, 'error')])
    appendFileSync(journalFiles(locationIn(home)).current, '{"received_at":"2026-')
    for (let run = 1; run <= 2; run++) {
      const deck = await runDeck({ brokers: brokers(), home })
      const job = await deck.hasEvents('torn0001', 2)
      expect(job).toMatchObject({ duplicates: 0, history: { length: 2 }, ending: { kind: 'error' } })
      await deck.connected()
      expect(deck.state().jobs.isSeen(job.key)).toBe(true)
      expect(deck.state().problem).toBeNull()
      await deck.close()
    }
  })
})

describe('the ledger of a running deck', () => {
  it('is written while it runs, readable only by its owner', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('written1', 1, 'started')
    await deck.hasEvents('written1', 1)
    await deck.until(() => existsSync(ledgerIn(deck.home)), 'the ledger')
    await deck.until(
      () => askLedger(deck.home, `SELECT id FROM events WHERE payload LIKE '%written1%'`).length === 1,
      'the event',
    )
    expect(statSync(ledgerIn(deck.home)).mode & 0o777).toBe(0o600)
  })

  it('reports that it cannot be written, goes on, and takes the report back when it can', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('blocked1', 1, 'started')
    await deck.hasEvents('blocked1', 1)
    await deck.until(() => existsSync(ledgerIn(deck.home)), 'the ledger')
    const path = dirname(ledgerIn(deck.home))
    rmSync(path, { recursive: true, force: true })
    writeFileSync(path, 'in the way')
    await publisher.event('blocked1', 2, 'progress')
    await deck.hasEvents('blocked1', 2)
    expect(await deck.until((state) => state.problem, 'a problem')).toMatch(/cannot write the ledger/)
    rmSync(path)
    await publisher.event('blocked1', 3, 'progress')
    await deck.until((state) => state.problem === null, 'no problem')
  })
})

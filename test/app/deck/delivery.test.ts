// What a deck receives, records and lets the broker forget, over restarts of either (PROTOCOL.md §8).

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { migrations } from '../../../src/io/ledger/sqlite/schema.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { ownMosquitto } from '../../support/own-broker.ts'
import { needs } from '../../support/tools.ts'
import { askLedger } from './edit-ledger.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'

const notesOf = ({ history }: Job) => history.map(({ seq, note }) => [seq, note])

needs('mosquitto')('a deck with a session', () => {
  it('receives what came while it was away, in order, without a gap', async () => {
    const broker = await ownMosquitto()
    const first = await runDeck({ brokers: { here: broker } })
    await first.connected()
    const publisher = await publisherTo(broker.port)
    await publisher.event('waited01', 1, 'started')
    await first.hasEvents('waited01', 1)
    await first.close()
    for (const seq of [2, 3, 4]) await publisher.event('waited01', seq, 'progress')
    await publisher.event('waited01', 5, 'permission_required')
    const second = await runDeck({ brokers: { here: broker }, home: first.home })
    const job = await second.hasEvents('waited01', 5)
    expect(notesOf(job)).toEqual([1, 2, 3, 4, 5].map((seq) => [seq, null]))
    expect(job).toMatchObject({ request: { detail: 'permission_required 5' }, duplicates: 0 })
    expect(second.state()).toMatchObject({ gaps: [], problem: null })
  })

  it('shows and records a gap when the broker has lost what it kept', async () => {
    const broker = await ownMosquitto()
    const first = await runDeck({ brokers: { here: broker } })
    await first.connected()
    await (await publisherTo(broker.port)).event('gap00001', 1, 'started')
    await first.hasEvents('gap00001', 1)
    await first.close()
    // Without persistence nothing survives.
    await broker.restart()
    for (let run = 2; run <= 3; run++) {
      const deck = await runDeck({ brokers: { here: broker }, home: first.home })
      await deck.connected()
      const [gap] = await deck.until(({ gaps }) => gaps.length > 0 && gaps, 'the gap')
      expect(gap).toMatchObject({ why: 'the broker has lost what it kept for this deck' })
      expect(gap?.toAtMs).toBeGreaterThan(gap?.fromAtMs ?? 0)
      expect(deck.state().gaps).toHaveLength(1)
      await deck.close()
    }
  })

  it('goes on without a session when none can be claimed, and says so', async () => {
    const broker = await ownMosquitto()
    const home = temporaryFolder()
    mkdirSync(join(home, 'state'))
    writeFileSync(join(home, 'state/sessions'), 'a file is in the way')
    const deck = await runDeck({ brokers: { here: broker }, home })
    await deck.connected()
    expect(await deck.until(({ problem }) => problem, 'the problem')).toMatch(/cannot claim a session in .*sessions/)
    await (await publisherTo(broker.port)).event('nosessn1', 1, 'started')
    await deck.hasEvents('nosessn1', 1)
  })

  it('shows what it cannot record, keeps it at the broker, and records it once in the next run', async () => {
    const broker = await ownMosquitto()
    const home = temporaryFolder()
    const first = await runDeck({ brokers: { here: broker }, home })
    await first.connected()
    const publisher = await publisherTo(broker.port)
    await publisher.event('unwrite1', 1, 'started')
    await first.until(() => askLedger(home, 'SELECT id FROM events').length === 1, 'the first event in the ledger')
    const database = join(home, 'state/ledger/ledger.sqlite')
    await first.close()
    // A newer version's: it is only read.
    askLedger(home, 'PRAGMA user_version = 999')
    const second = await runDeck({ brokers: { here: broker }, home })
    await second.connected()
    await publisher.event('unwrite1', 2, 'permission_required')
    expect(await second.hasEvents('unwrite1', 2)).toMatchObject({ request: { detail: 'permission_required 2' } })
    await second.until(({ problem }) => problem?.includes('1 event not recorded'), 'the count')
    await second.close()
    chmodSync(database, 0o600)
    askLedger(home, `PRAGMA user_version = ${migrations.length}`)
    const third = await runDeck({ brokers: { here: broker }, home })
    const job = await third.hasEvents('unwrite1', 2)
    expect(notesOf(job)).toEqual([
      [1, null],
      [2, null],
    ])
    await third.until(() => askLedger(home, 'SELECT id FROM events').length === 2, 'both events in the ledger')
  })

  it('recognises what the broker delivers again, and what only has the same number', async () => {
    const broker = await ownMosquitto()
    const first = await runDeck({ brokers: { here: broker } })
    await first.connected()
    const publisher = await publisherTo(broker.port)
    await publisher.event('again001', 1, 'permission_required')
    await publisher.event('again001', 2, 'progress')
    await first.hasEvents('again001', 2)
    await first.close()
    const second = await runDeck({ brokers: { here: broker }, home: first.home })
    await second.hasEvents('again001', 2)
    await publisher.event('again001', 1, 'permission_required')
    const repeated = await second.until(() => second.job('again001')?.duplicates === 1 && second.job('again001'), 'it')
    expect(repeated).toMatchObject({ request: null, latest: { seq: 2 }, missedBefore: 0 })
    await publisher.event('again001', 1, 'started')
    expect(notesOf(await second.hasEvents('again001', 3)).at(-1)).toEqual([1, 'restarted'])
  })
})

it('two decks record each event once, and each shows it', async () => {
  const broker = await ownMosquitto()
  const home = temporaryFolder()
  const decks = [await runDeck({ brokers: { here: broker }, home }), await runDeck({ brokers: { here: broker }, home })]
  for (const deck of decks) await deck.connected()
  const publisher = await publisherTo(broker.port)
  for (let seq = 1; seq <= 30; seq++) await publisher.event('twodecks', seq, 'progress')
  for (const deck of decks) {
    const job = await deck.until(() => deck.job('twodecks')?.latest?.seq === 30 && deck.job('twodecks'), 'all events')
    expect(job).toMatchObject({ seqs: [[1, 30]], duplicates: 0 })
  }
  for (const deck of decks) await deck.close()
  expect(askLedger(home, 'SELECT count(*) AS n, count(DISTINCT seq) AS seqs FROM events')).toEqual([
    { n: 30, seqs: 30 },
  ])
})

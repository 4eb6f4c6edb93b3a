// What a deck opens with after it was closed while jobs went on, on a real broker.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { putRecord, recordJson } from '../../io/registry/fixtures.ts'
import { askLedger } from './edit-ledger.ts'
import { payloadOf } from './messages.ts'
import { publisherTo } from './publish-events.ts'
import { type RunningDeck, runDeck } from './run-deck.ts'

let broker: EmbeddedBroker
beforeAll(async () => {
  broker = await startEmbeddedBroker()
})
afterAll(() => broker.close())

const brokers = () => ({ here: { port: broker.settings.port } })
const fresh = { created_at: new Date().toISOString(), timeout_sec: 600, idle_timeout_sec: 300 }

/** A deck that has been open before, and is closed now. */
async function closedDeck(): Promise<RunningDeck> {
  const deck = await runDeck({ brokers: brokers() })
  await deck.connected()
  await putRecord(deck.registryDir, 'before01', recordJson('before01', fresh))
  await deck.until(() => deck.job('before01'), 'the record')
  await deck.close()
  return deck
}

const logOf = (deck: RunningDeck, id: string) => join(deck.registryDir, `${id}.events.log`)
const reopen = ({ home }: RunningDeck) => runDeck({ brokers: brokers(), home })

describe('a deck that was closed', () => {
  it('opens with what the log says: the failure unseen, also after one more restart, and the request open', async () => {
    const first = await closedDeck()
    await putRecord(first.registryDir, 'failed01', recordJson('failed01', { ...fresh, status: 'error', last_seq: 2 }))
    await putRecord(first.registryDir, 'asking01', recordJson('asking01', { ...fresh, status: 'running', last_seq: 2 }))
    const log = (id: string, events: readonly string[]) => writeFileSync(logOf(first, id), `${events.join('\n')}\n`)
    log('failed01', [
      payloadOf('failed01', 1, 'started'),
      payloadOf('failed01', 2, 'error', { detail: '9 tests fail' }),
    ])
    log('asking01', [payloadOf('asking01', 1, 'started'), payloadOf('asking01', 2, 'permission_required')])
    for (const _ of ['first', 'second']) {
      const deck = await reopen(first)
      const failed = await deck.hasEvents('failed01', 2)
      await deck.connected()
      expect(failed).toMatchObject({ ending: { kind: 'error', detail: '9 tests fail' }, seqs: [[1, 2]], duplicates: 0 })
      expect(failed.history.every(({ isFromLog }) => isFromLog)).toBe(true)
      expect((await deck.hasEvents('asking01', 2)).request).toMatchObject({ detail: 'permission_required 2' })
      await deck.until(({ jobs }) => !jobs.isSeen(deck.key('failed01')), 'the unseen failure')
      await deck.close()
    }
  })

  it('opens with the log in each of two decks that open at once', async () => {
    const first = await closedDeck()
    await putRecord(first.registryDir, 'shared01', recordJson('shared01', { ...fresh, last_seq: 1 }))
    writeFileSync(logOf(first, 'shared01'), `${payloadOf('shared01', 1, 'permission_required')}\n`)
    const decks = await Promise.all([reopen(first), reopen(first)])
    for (const deck of decks)
      expect(await deck.hasEvents('shared01', 1)).toMatchObject({ duplicates: 0, seqs: [[1, 1]] })
  })

  it('shows the status of a record of which no event is known, unseen', async () => {
    const first = await closedDeck()
    const updated = '2026-06-19T09:32:00Z'
    await putRecord(first.registryDir, 'silent01', recordJson('silent01', { status: 'error', updated_at: updated }))
    const second = await reopen(first)
    await second.connected()
    await second.until(({ jobs }) => jobs.counts.error === 1, 'the failure')
    expect(second.job('silent01')).toMatchObject({ ending: null, record: { status: 'error' } })
    await second.until(({ jobs }) => !jobs.isSeen(second.key('silent01')), 'the unseen failure')
  })

  it('takes an event once that the log, the retained end and the broker bring', async () => {
    const first = await closedDeck()
    await putRecord(
      first.registryDir,
      'thrice01',
      recordJson('thrice01', { ...fresh, status: 'completed', last_seq: 2 }),
    )
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('thrice01', 1, 'started')
    await publisher.event('thrice01', 2, 'completed')
    writeFileSync(logOf(first, 'thrice01'), `${payloadOf('thrice01', 1, 'started')}\n`)
    appendFileSync(logOf(first, 'thrice01'), `${payloadOf('thrice01', 2, 'completed')}\n`)
    const second = await reopen(first)
    const job = await second.hasEvents('thrice01', 2)
    await second.connected()
    expect(job).toMatchObject({ seqs: [[1, 2]], duplicates: 0, secondEndings: 0, history: { length: 2 } })
  })

  it('counts for the audit what came again while it was open', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    for (const seq of [1, 2, 2]) await publisher.event('again001', seq, 'progress')
    await deck.until(() => deck.job('again001')?.duplicates === 1, 'the repeat')
    await deck.close()
    const [row] = askLedger(deck.home, "SELECT summary FROM jobs WHERE job = 'again001'")
    expect(JSON.parse(String(row?.summary)).tallies).toEqual({ repeated: 1 })
  })

  it('reports a log that it cannot read among what was dropped', async () => {
    const first = await closedDeck()
    await putRecord(first.registryDir, 'odd00001', recordJson('odd00001', fresh))
    mkdirSync(logOf(first, 'odd00001'))
    const second = await reopen(first)
    const { drops } = await second.until((state) => state.drops.total > 0 && state, 'the drop')
    expect(drops.recent).toMatchObject([{ reason: 'bad-log', explanation: 'it is not a regular file' }])
  })
})

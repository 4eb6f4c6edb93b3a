// What the job menu changes in records and at the broker, in a running deck.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { readRecord } from '../../../src/io/registry/registry.ts'
import { putRecord, recordJson } from '../../io/registry/fixtures.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'

let broker: EmbeddedBroker
beforeAll(async () => {
  broker = await startEmbeddedBroker()
})
afterAll(() => broker.close())

async function deckWith(id: string, fields: Readonly<Record<string, unknown>>) {
  const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
  await deck.connected()
  const registry = join(deck.home, 'jobs')
  await putRecord(registry, id, recordJson(id, { created_at: new Date().toISOString(), ...fields }))
  await deck.until(() => deck.job(id)?.record, 'the record')
  const says = (text: string | RegExp) =>
    deck.until(({ outcomes }) => outcomes.get(deck.key(id))?.text.match(text), `"${text}" on the job`)
  return { deck, says, record: () => readRecord(registry, id) }
}

it('cancels: the record says so, and the job is shown as cancelled', async () => {
  const { deck, says, record } = await deckWith('cancel01', { status: 'running' })
  deck.commands.cancel(deck.key('cancel01'))
  await says(/^cancelled; its agent was not notified$/)
  expect(await record()).toMatchObject({ status: 'cancelled' })
  await deck.until(({ jobs }) => jobs.counts.cancelled === 1, 'the cancelled job')
})

it('says why it cannot cancel', async () => {
  const { deck, says } = await deckWith('over0001', { status: 'completed' })
  deck.commands.cancel(deck.key('over0001'))
  await says(/cancelling failed: job over0001 is already completed/)
})

it('extends the total limit by 15 minutes, and keeps what else is in the record', async () => {
  const { deck, says, record } = await deckWith('extend01', { timeout_sec: 600, team: 'blue' })
  deck.commands.extend(deck.key('extend01'))
  await says('the total limit is 25m now')
  expect(await record()).toMatchObject({ timeout_sec: 1500, team: 'blue' })
  await deck.until(() => deck.job('extend01')?.record?.timeoutSec === 1500, 'the new limit')
})

it('gives a job that has run out of time 15 minutes from now', async () => {
  const created_at = new Date(Date.now() - 7_200_000).toISOString()
  const { deck, says, record } = await deckWith('late0001', { timeout_sec: 600, created_at })
  await deck.until(({ jobs }) => jobs.counts['timed-out'] === 1, 'the time-out')
  deck.commands.extend(deck.key('late0001'))
  await says(/the total limit is 2h15m/)
  expect((await record())?.timeout_sec).toBeGreaterThanOrEqual(7_200 + 900)
  await deck.until(({ jobs }) => jobs.counts['timed-out'] === 0, 'the job to be in time again')
})

it('does not extend what has ended', async () => {
  const { deck, says } = await deckWith('ended001', { status: 'completed' })
  deck.commands.extend(deck.key('ended001'))
  await says(/extending the limit failed: job ended001 is already completed/)
})

it('clears the retained event: a later deck hears nothing of it', async () => {
  const { deck, says } = await deckWith('retain01', {})
  const publisher = await publisherTo(broker.settings.port)
  await publisher.event('retain01', 1, 'completed')
  await deck.until(() => deck.job('retain01')?.ending, 'the end')
  const late = await runDeck({ brokers: { here: { port: broker.settings.port } } })
  await late.until(() => late.ids().includes('retain01'), 'what is retained')
  deck.commands.clearRetained(deck.key('retain01'))
  await says(/retained event cleared/)
  const later = await runDeck({ brokers: { here: { port: broker.settings.port } } })
  await later.connected()
  await publisher.event('other001', 1, 'started')
  await later.until(() => later.ids().includes('other001'), 'another job')
  expect(later.ids()).not.toContain('retain01')
  expect(deck.state().drops.total).toBe(0)
})

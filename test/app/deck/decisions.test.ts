// Silencing and dismissing in a running deck: kept over a restart, and ended by a transition that needs a person.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'

let broker: EmbeddedBroker
beforeAll(async () => {
  broker = await startEmbeddedBroker()
})
afterAll(() => broker.close())

const brokers = () => ({ here: { port: broker.settings.port } })

it('a restart changes nothing, and what asks or fails afterwards is back for good', async () => {
  const publisher = await publisherTo(broker.settings.port)
  const first = await runDeck({ brokers: brokers() })
  await first.connected()
  for (const id of ['silenced', 'goes0001', 'returns1']) await publisher.event(id, 1, 'started')
  await first.until(() => first.ids().length === 3, 'three jobs')
  first.commands.decide([first.key('silenced')], 'silence')
  first.commands.decide([first.key('goes0001'), first.key('returns1')], 'dismiss')
  await first.until(({ jobs }) => jobs.dismissed === 2, 'two dismissed jobs')
  await first.close()

  const second = await runDeck({ brokers: brokers(), home: first.home })
  await second.connected()
  await second.until(({ jobs }) => jobs.total === 3 && jobs.dismissed === 2, 'the jobs of the first run')
  expect(second.ids()).toEqual(['silenced'])
  const silenced = second.key('silenced')
  expect(second.state().jobs.flagsOf(silenced)).toEqual({ isSilenced: true, dismissed: null })
  await publisher.event('returns1', 2, 'permission_required')
  await second.until(() => second.ids().includes('returns1'), 'the job that asks')
  await publisher.event('returns1', 3, 'progress')
  await second.hasEvents('returns1', 3)
  await second.close()

  const third = await runDeck({ brokers: brokers(), home: first.home })
  await third.until(({ jobs }) => jobs.total === 3 && jobs.dismissed === 1, 'the jobs of the second run')
  expect(third.ids().toSorted()).toEqual(['returns1', 'silenced'])
})

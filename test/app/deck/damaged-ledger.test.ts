import { expect, it } from 'vitest'
import { ownEmbeddedBroker } from '../../support/own-broker.ts'
import { askLedger } from './edit-ledger.ts'
import { runDeck } from './run-deck.ts'

it('a ledger that was damaged is said until the deck is closed, whichever command has found the damage', async () => {
  const broker = await ownEmbeddedBroker()
  const brokers = { here: { port: broker.settings.port } }
  const first = await runDeck({ brokers })
  await first.connected()
  await first.close()
  const message = 'the ledger was damaged: 1 event saved from it'
  askLedger(first.home, `INSERT INTO notices (wall_ms, message) VALUES (1, '${message}')`)
  const second = await runDeck({ brokers, home: first.home })
  expect(await second.until((state) => state.problem, 'a problem')).toBe(message)
  await second.close()
  expect(askLedger(first.home, 'SELECT * FROM notices')).toEqual([])
})

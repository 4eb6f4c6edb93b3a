// What happens on the way to the broker: the connection is cut, dies without a word, is slow.
import { needs } from '../support/tools.ts'
import { inForm, testFault } from './fault.ts'

const events = inForm({ short: 120, long: 3_000 })
const perSec = inForm({ short: 120, long: 300 })
/** Somewhere within a packet: the events are longer. */
const bytesBeforeCut = 101

needs('mosquitto')('the network', () => {
  testFault({
    name: 'connections are cut in mid-packet',
    answer: 'What was not acknowledged is sent again over the next connection, and the ledger takes it once.',
    run: async ({ proxy, openDeck, send, hasRecorded, audit }) => {
      const deck = await openDeck()
      const cuts = inForm({ short: 3, long: 10 })
      const sending = send(events, perSec)
      for (let cut = 1; cut <= cuts; cut++) {
        await hasRecorded((events * cut) / (cuts + 1))
        proxy.cutAfter(bytesBeforeCut)
      }
      await sending
      return await audit(deck)
    },
  })

  testFault({
    name: 'a connection dies without a word (no FIN)',
    answer: 'A connection that does not answer within 15 s is given up, and the session goes on over the next one.',
    form: 'long-only',
    run: async ({ proxy, openDeck, send, hasRecorded, audit }) => {
      const deck = await openDeck()
      const sending = send(events, perSec)
      await hasRecorded(events / 3)
      proxy.stall()
      await deck.sees('stopped responding')
      proxy.resume()
      await sending
      return await audit(deck)
    },
  })

  testFault({
    name: 'the connection is slow',
    answer: 'It stays up while it delivers, and what waits stays at the broker.',
    run: async ({ proxy, openDeck, send, audit }) => {
      const deck = await openDeck()
      proxy.limit(inForm({ short: 8_000, long: 100_000 }))
      await send(events, 10 * perSec)
      return await audit(deck)
    },
  })
})

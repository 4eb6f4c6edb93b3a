import { expect, it, onTestFinished } from 'vitest'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { registerJob } from '../../../src/io/registry/register-job.ts'
import { readRecord } from '../../../src/io/registry/registry.ts'
import { acceptConnect, startFakeBroker, subackOf } from '../../io/mqtt/fake-broker.ts'
import { freePort } from '../../support/free-port.ts'
import { ownEmbeddedBroker, ownMosquitto } from '../../support/own-broker.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'
import { type RunningDeck, runDeck } from '../deck/run-deck.ts'
import { outcomeOf, press, unsigned, untilOutcome } from './press-emit.ts'

const undelivered = 'sent, but the broker does not deliver it: is writing allowed?'

/** A broker that accepts everything and never acknowledges a publish. */
async function silentBroker() {
  const published: unknown[] = []
  const broker = await startFakeBroker({
    onConnect: acceptConnect,
    onSubscribe: (socket, packetId) => socket.write(subackOf(packetId, 1)),
    onPublish: (socket) => published.push(socket),
  })
  onTestFinished(() => broker.close().catch(() => {}))
  const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
  await deck.connected()
  return { broker, published, deck }
}

/** The broker does not answer. */
async function unanswered(): Promise<string> {
  const { deck } = await silentBroker()
  press(deck, 'hanging1', 'started')
  await untilOutcome(deck, 'hanging1', /^no answer/)
  return outcomeOf(deck, 'hanging1')
}

/** The embedded broker acknowledges what it then discards. */
async function discarded(): Promise<string> {
  const broker = await ownEmbeddedBroker()
  const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
  await deck.connected()
  const id = await registerJob(deck.registryDir, { ...unsigned, topicBase: '$SYS/jobs' })
  press(deck, id, 'started')
  await untilOutcome(deck, id, /^sent, but/)
  return outcomeOf(deck, id)
}

/** Mosquitto, spoken to in MQTT 3.1.1, acknowledges what its rules deny as if it had worked. */
async function denied(): Promise<string> {
  // A broker of 3.1.1 was here before: the connection remembers how to speak to this address.
  const port = await freePort()
  const before = await startEmbeddedBroker({ port })
  const first = await runDeck({ brokers: { here: { port } } })
  await first.connected()
  await first.close()
  await before.close()

  const acl = 'user hermes\ntopic read python/mqtt/jobs/+/events\n'
  await ownMosquitto({ port, users: { hermes: 'read-only' }, acl })
  const deck = await runDeck({ brokers: { here: { port, username: 'hermes', password: 'read-only' } } })
  await deck.connected()
  expect(deck.state().connection).toMatchObject({ mqttVersion: 4 })
  const id = await registerJob(deck.registryDir, unsigned)
  press(deck, id, 'completed')
  await untilOutcome(deck, id, /^sent, but/)
  expect(await readRecord(deck.registryDir, id)).toMatchObject({ status: 'pending', last_seq: 1 })
  return outcomeOf(deck, id)
}

/** A second end changes nothing, but it does come back, so it must not be reported as lost. */
async function endedTwice(): Promise<string> {
  const broker = await ownEmbeddedBroker()
  const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
  await deck.connected()
  const id = await registerJob(deck.registryDir, unsigned)
  press(deck, id, 'completed')
  press(deck, id, 'error')
  await untilOutcome(deck, id, /^#2 error acked$/)
  await pastEchoLimit(deck, id)
  return outcomeOf(deck, id)
}

/** What goes to another broker with the record's own credentials cannot come back from the one that is shown. */
async function elsewhere(): Promise<string> {
  const [shown, other] = [await ownEmbeddedBroker(), await ownEmbeddedBroker()]
  const deck = await runDeck({ brokers: { here: { port: shown.settings.port } } })
  await deck.connected()
  const { host, port, tls, username, password } = other.settings
  const id = await registerJob(deck.registryDir, { ...unsigned, broker: { host, port, tls, username, password } })
  press(deck, id, 'started')
  await untilOutcome(deck, id, /^#1 started acked$/)
  await pastEchoLimit(deck, id)
  return outcomeOf(deck, id)
}

/** On MQTT 5 the acknowledgement counts: this login may write, and need not hear what it wrote. */
async function unheard(): Promise<string> {
  const acl = 'user hermes\ntopic write python/mqtt/jobs/+/events\n'
  const broker = await ownMosquitto({ users: { hermes: 'write-only' }, acl })
  const login = { username: 'hermes', password: 'write-only' }
  const deck = await runDeck({ brokers: { here: { port: broker.port, ...login } } })
  await deck.connected()
  const id = await registerJob(deck.registryDir, unsigned)
  press(deck, id, 'started')
  await untilOutcome(deck, id, /^#1 started acked$/)
  await pastEchoLimit(deck, id)
  return outcomeOf(deck, id)
}

async function pastEchoLimit(deck: RunningDeck, jobId: JobId): Promise<void> {
  const ackedMs = deck.state().outcomes.get(deck.key(jobId))?.atMs ?? 0
  await deck.until(({ nowMs }) => nowMs > ackedMs + 5_200, 'the limit for the echo')
}

it('says at once that the connection broke before the answer', async () => {
  const { broker, published, deck } = await silentBroker()
  press(deck, 'hanging2', 'started')
  await waitFor(() => published.length > 0, { what: 'the publish' })
  await broker.close()
  await untilOutcome(deck, 'hanging2', /^no answer: the connection broke; /)
})

needs('mosquitto')('what becomes of an event', () => {
  it('is named exactly: not answered, or taken but not delivered', async () => {
    const outcomes = await Promise.all([unanswered(), discarded(), denied()])
    expect(outcomes).toEqual([expect.stringMatching(/^no answer.*; trying again$/), undelivered, undelivered])
  })

  it('does not count as lost: delivered without an effect, sent to another broker, not heard in MQTT 5', async () => {
    const outcomes = await Promise.all([endedTwice(), elsewhere(), unheard()])
    expect(outcomes).toEqual(['#2 error acked', '#1 started acked', '#1 started acked'])
  })
})

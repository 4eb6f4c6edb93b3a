import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { lastCountedSeq } from '../../../src/domain/jobs/seq-set.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import type { Ledger } from '../../../src/io/ledger/ledger.ts'
import { readLedger } from '../../../src/io/ledger/open-ledger.ts'
import { brokerUrl } from '../../../src/io/mqtt/settings.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { noProblem } from '../../io/ledger/entries.ts'
import { acceptConnect, startFakeBroker, subackOf } from '../../io/mqtt/fake-broker.ts'
import { putRecord, recordJson } from '../../io/registry/fixtures.ts'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Mosquitto, plainSettings } from '../../support/mosquitto.ts'
import { ownMosquitto } from '../../support/own-broker.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'

/** How many clients of jobdeck this log says are connected now. */
function connectedClients(log: string): number {
  const came = log.match(/New client connected from .* as hermes-/g)?.length ?? 0
  const left =
    log.match(/Client hermes-\S+ (disconnected|closed its connection)|Bad socket.* client hermes-/g)?.length ?? 0
  return came - left
}

/** Waits for it: what a broker logs is read a moment after it has happened. */
function clientsAre(count: number, ...brokers: readonly Mosquitto[]): Promise<unknown> {
  const connected = () => brokers.reduce((sum, { log }) => sum + connectedClients(log()), 0)
  return waitFor(() => connected() === count, { what: `${count} clients` })
}

/** How many different events of a job were received. */
function received(job: Job | undefined): number {
  return (job?.seqs ?? []).reduce((sum, [from, to]) => sum + to - from + 1, 0)
}

needs('mosquitto')('the broker of the deck', () => {
  it('is missed as soon as its socket closes, with the next try, and events flow again when it is back', async () => {
    const broker = await ownMosquitto()
    const deck = await runDeck({ brokers: { here: { port: broker.port } } })
    await deck.connected()
    const before = await publisherTo(broker.port)
    await before.event('survivor', 1, 'started')
    await deck.hasEvents('survivor', 1)

    const killedMs = systemClock.monotonicMs()
    await broker.kill()
    const { connection } = await deck.until(
      (state) => state.connection.phase === 'waiting' && (state as typeof state & { connection: { phase: 'waiting' } }),
      'the loss',
    )
    expect(connection.retryAtMs).toBeGreaterThan(killedMs)
    expect(connection.error.code).toBe('unreachable')
    // Silence would be noticed too, but only by the keepalive.
    expect(connection.error.message).not.toContain('stopped responding')

    await broker.restart()
    await deck.connected()
    const after = await publisherTo(broker.port)
    await after.event('survivor', 2, 'completed')
    expect(await deck.hasEvents('survivor', 2)).toMatchObject({ ending: { kind: 'completed' }, duplicates: 0 })
  })

  it('speaks MQTT 5 where the broker does', async () => {
    const broker = await ownMosquitto()
    const deck = await runDeck({ brokers: { here: { port: broker.port } } })
    await deck.connected()
    expect(deck.state().connection).toMatchObject({ phase: 'connected', mqttVersion: 5 })
  })

  it('reads its settings again when the user reconnects after a refused login', async () => {
    const broker = await ownMosquitto({ users: { hermes: 'right' } })
    const home = temporaryFolder()
    writeFileSync(join(home, 'password'), 'wrong-one')
    const login = { port: broker.port, username: 'hermes', passwordCommand: `cat ${home}/password` }
    const deck = await runDeck({ brokers: { here: login }, home })
    await deck.until(({ connection }) => connection.phase === 'stopped', 'the refusal')
    expect(JSON.stringify(deck.writes)).not.toContain('wrong-one')
    writeFileSync(join(home, 'password'), 'right')
    deck.commands.reconnect()
    await deck.connected()
  })
})

needs('mosquitto')('switching between two live brokers', () => {
  it('ten times under load loses nothing that was received, and leaks no connection', async () => {
    const [a, b] = [await ownMosquitto(), await ownMosquitto()]
    const deck = await runDeck({ brokers: { a: { port: a.port }, b: { port: b.port } } })
    await deck.connected()
    const load = { isOn: true }
    const sending = [a, b].map(async ({ port }, i) => {
      const publisher = await publisherTo(port)
      let sent = 0
      while (load.isOn) {
        await publisher.event(`load000${i}`, ++sent, 'progress')
        if (sent % 20 === 0) await delay(5)
      }
      return sent
    })
    for (let i = 0; i < 10; i++) {
      const name = i % 2 === 0 ? 'b' : 'a'
      deck.commands.switchBroker(name)
      // Not every time until it is connected: a user may keep pressing.
      if (i % 3 !== 0) {
        await deck.until(
          ({ connection, broker }) => connection.phase === 'connected' && broker.profile === name,
          `profile ${name}`,
        )
        const id = name === 'a' ? 'load0000' : 'load0001'
        const before = received(await deck.until(() => deck.job(id), `the job of ${name}`))
        await deck.until(() => received(deck.job(id)) >= before + 20, `more events of ${name}`)
      }
    }
    await deck.until(({ broker, connection }) => broker.profile === 'a' && connection.phase === 'connected', 'broker a')
    load.isOn = false
    const [sentToA, sentToB] = await Promise.all(sending)
    await clientsAre(0, b)
    await clientsAre(1, a)

    deck.commands.switchBroker('b')
    await deck.until(({ leftOver }) => leftOver === null && deck.job('load0001'), 'the jobs of b')
    const seqs = { a: 0, b: 0 }
    for (const [name, broker, id, sent] of [
      ['a', a, 'load0000', sentToA],
      ['b', b, 'load0001', sentToB],
    ] as const) {
      deck.commands.switchBroker(name)
      const job = await deck.until(({ leftOver }) => {
        const shown = leftOver === null ? deck.job(id) : undefined
        // What waited at the broker comes after the connection.
        return shown && lastCountedSeq(shown.seqs) === sent ? shown : undefined
      }, `every event of ${name}`)
      seqs[name] = received(job)
      await deck.until(({ connection }) => connection.phase === 'connected', 'the connection')
      await clientsAre(1, broker)
    }
    await deck.close()
    for (const [broker, id, shownCount] of [
      [a, 'load0000', seqs.a],
      [b, 'load0001', seqs.b],
    ] as const) {
      const location = { stateDir: `${deck.home}/state`, broker: brokerUrl(plainSettings(broker.port)) }
      const ask = (ledger: Ledger) => ledger.jobHistory(jobIdOf(id))
      const { events, unreadable } = await readLedger(location, ask, noProblem)
      expect(unreadable).toBe(0)
      expect(shownCount).toBeGreaterThan(50)
      expect(events.length).toBe(shownCount)
    }
    await clientsAre(0, a, b)
  })

  it('shows what is left over until the other one is connected, and its own jobs after that', async () => {
    const broker = await ownMosquitto()
    const port = await freePort()
    const deck = await runDeck({ brokers: { live: { port: broker.port }, dead: { port } } })
    await deck.connected()
    await (await publisherTo(broker.port)).event('stay0001', 1, 'completed')
    await deck.hasEvents('stay0001', 1)
    deck.commands.switchBroker('dead')
    await deck.until(({ connection }) => connection.phase === 'waiting', 'the dead one')
    expect(deck.state()).toMatchObject({ leftOver: 'live', broker: { profile: 'dead' } })
    expect(deck.job('stay0001')).toBeDefined()
    await putRecord(deck.registryDir, 'newone01')
    await deck.until(() => deck.job('newone01'), 'a record among what is left over')
    deck.commands.switchBroker('live')
    await deck.connected()
    expect(deck.state()).toMatchObject({ leftOver: null, broker: { profile: 'live' } })
    expect(deck.job('stay0001')).toMatchObject({ duplicates: 0, history: { length: 1 } })
  })

  it('listens to the topic of a record with another prefix on the new broker too', async () => {
    const [a, b] = [await ownMosquitto(), await ownMosquitto()]
    const deck = await runDeck({ brokers: { a: { port: a.port }, b: { port: b.port } } })
    await putRecord(deck.registryDir, 'moved001', recordJson('moved001', { topic_prefix: 'team/alpha' }))
    await deck.until(() => deck.job('moved001'), 'the record')
    await deck.connected()
    deck.commands.switchBroker('b')
    await deck.until(({ leftOver, connection }) => connection.phase === 'connected' && leftOver === null, 'broker b')
    const payload = '{"schema_version":1,"job_id":"moved001","seq":1,"event":"completed"}'
    await (await publisherTo(b.port)).raw('team/alpha/events', payload)
    await deck.hasEvents('moved001', 1)
  })

  it('remembers the choice for the next start', async () => {
    const broker = await ownMosquitto()
    const deck = await runDeck({ brokers: { first: { port: broker.port }, second: { port: broker.port } } })
    deck.commands.switchBroker('second')
    await waitFor(() => deck.profiles.selected() === 'second', { what: 'the choice' })
    await deck.connected()
    // The switch was quicker than the first look at the registry, which opens the broker of the start.
    await clientsAre(1, broker)
    expect(broker.log().match(/New client connected/g)).toHaveLength(1)
  })
})

needs('mosquitto')('two profiles of one broker', () => {
  it('show the same history, whichever of them has received it', async () => {
    const { port } = await ownMosquitto()
    const deck = await runDeck({ brokers: { hermes: { port }, operator: { port } } })
    const publisher = await publisherTo(port)
    await deck.connected()
    await publisher.event('onebrokr', 1, 'started')
    await deck.hasEvents('onebrokr', 1)
    for (const [name, seq] of [
      ['operator', 2],
      ['hermes', 3],
    ] as const) {
      deck.commands.switchBroker(name)
      await deck.until(({ connection, broker }) => connection.phase === 'connected' && broker.profile === name, name)
      await publisher.event('onebrokr', seq, 'permission_required')
      const job = await deck.hasEvents('onebrokr', seq)
      expect(job.history.map((entry) => [entry.seq, entry.note])).toEqual([1, 2, 3].slice(0, seq).map((n) => [n, null]))
      expect(deck.state()).toMatchObject({ jobs: { counts: { 'needs-you': 1 } }, drops: { total: 0 } })
    }
  })
})

needs('mosquitto')('a profile', () => {
  it('that was edited leads to where it says now', async () => {
    const [before, after] = [await ownMosquitto(), await ownMosquitto()]
    const deck = await runDeck({ brokers: { here: { port: before.port } } })
    await deck.connected()
    const form = deck.commands.profileForm('here')
    if (!form) throw new Error('a saved profile has a form')
    expect(await deck.commands.saveProfile({ ...form, port: String(after.port) }, form)).toEqual({ ok: true })
    deck.commands.switchBroker('here')
    await deck.until(
      ({ broker, connection }) => connection.phase === 'connected' && broker.url.endsWith(`:${after.port}`),
      'the other port',
    )
  })

  it('that is in use is not removed, though the next start may use another', async () => {
    const deck = await runDeck({ brokers: { here: { port: (await ownMosquitto()).port } } })
    expect(deck.profiles.selected()).toBeNull()
    expect(await deck.commands.removeProfile('here')).toMatchObject({ ok: false, message: /in use/ })
    expect(deck.profiles.get('here').name).toBe('here')
  })
})

it('forgets what was wrong with the connection that it left', async () => {
  const codes = [1, 135]
  const picky = await startFakeBroker({
    onConnect: acceptConnect,
    onSubscribe: (socket, packetId) => socket.write(subackOf(packetId, codes.shift() ?? 1)),
  })
  onTestFinished(() => picky.close())
  const deck = await runDeck({
    brokers: { picky: { port: picky.settings.port }, other: { port: await freePort() } },
  })
  await deck.connected()
  await putRecord(deck.registryDir, 'moved001', recordJson('moved001', { topic_prefix: 'team/alpha' }))
  await deck.until(({ problem }) => problem?.includes('does not allow'), 'the warning')
  deck.commands.switchBroker('other')
  expect(deck.state().problem).toBeNull()
})

it('says that a profile is gone instead of switching', async () => {
  const port = await freePort()
  const deck = await runDeck({ brokers: { here: { port } } })
  deck.commands.switchBroker('nowhere')
  expect(deck.state()).toMatchObject({ problem: /no profile "nowhere"/, broker: { profile: 'here' } })
})

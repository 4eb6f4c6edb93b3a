import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInPty, deckInTmux, quit } from '../support/deck/open-deck.ts'
import { eventText, send, topicOf } from '../support/deck/send-event.ts'
import { endSenders } from '../support/end-senders.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import type { Driver } from '../support/terminal/driver.ts'
import type { TmuxPane } from '../support/terminal/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

/** Opens the dialog on the selected job, picks the event by its key, types the detail and presses enter. */
async function emit(deck: Driver, job: string, key: string, detail: string): Promise<void> {
  await deck.press('e').sees(new RegExp(`emit to .*${job}`))
  await deck.press(key).sees('detail')
  await deck.types(detail).sees(detail)
  await deck.press('enter')
}

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('the emit dialog', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker.stop())

  async function deckWithJob(job: string, event = 'started'): Promise<TmuxPane> {
    const deck = await deckInTmux({ env: brokerEnv(broker.port), args: [job] })
    await deck.sees('● connected')
    await send(broker.port, { job, seq: 3, event, detail: 'from the agent' })
    await deck.sees(`${job} `)
    return deck
  }

  it.concurrent('emits an event, and the pane shows it and that the broker acknowledged it', async () => {
    const deck = await deckWithJob('emit0001')
    await emit(deck, 'emit0001', 'r', '허가가 필요합니다')
    await deck.sees('✓ #4 permission_required acked')
    await deck.sees(/◆ [\s\S]*asked \d s ago[\s\S]*허가가 필요합니다/)
    await emit(deck, 'emit0001', 'c', 'done by hand')
    await deck.sees('Emit completed? It ends the job')
    await deck.press('y')
    await deck.sees(/✓ emit0001[\s\S]*✓ #5 completed acked/)
  })

  it.concurrent('asks first on a job that has ended, and sends nothing before y', async () => {
    const deck = await deckWithJob('ended001', 'completed')
    await emit(deck, 'ended001', 'x', 'it was wrong')
    await deck.sees(/This job has ended \(completed\)\. Emit error anyway\?[\s\S]*y\/n/)
    await deck.press('n').seesNot('y/n').press('enter').sees('y/n')
    await deck.press('y').sees(/✓ ended001[\s\S]*completed \d+ s ago[\s\S]*#4 error acked[\s\S]*second end, ignored/)
  })

  it.concurrent('sends nothing when it is left by esc', async () => {
    const deck = await deckWithJob('calm0002')
    await deck.press('e').sees(/emit to . calm0002/)
    await deck.press('x').sees('ends the job')
    await deck.press('esc').sees('permission_required')
    const { text } = await deck.press('esc').sees('▶ calm0002', '? help')
    expect(text).not.toMatch(/acked|sending/)
  })

  it.concurrent('queues the event while offline, says so, and sends it when the broker is back', async () => {
    const mortal = await startMosquitto()
    const deck = await deckInTmux({ env: brokerEnv(mortal.port) })
    await deck.sees('● connected')
    await send(mortal.port, { job: 'offline1', seq: 1, event: 'started' })
    await deck.sees('offline1')
    await mortal.kill()
    await deck.sees('✗ offline')
    await emit(deck, 'offline1', 'p', 'written offline')
    await deck.sees('… queued (offline)')
    await mortal.restart()
    await deck
      .press('r')
      .sees('✓ #2 progress acked')
      .sees(/#2 +progress +written offline/)
    await mortal.stop()
  })

  it.concurrent("shows a refusal, and uses the credentials in a job's record", async () => {
    const users = { hermes: 'reads', 'claude-worker': 'writes' }
    const acl = 'user hermes\ntopic read python/mqtt/jobs/#\nuser claude-worker\ntopic write python/mqtt/jobs/#\n'
    const guarded = await startMosquitto({ users, acl })
    const home = temporaryFolder()
    const env = brokerEnv(guarded.port, { MQTT_USERNAME: 'hermes', MQTT_PASSWORD: 'reads' })
    const deck = await deckInTmux({ home, env })
    await deck.sees('● connected')
    const worker = ['-u', 'claude-worker', '-P', 'writes']
    await send(guarded.port, { job: 'refused1', seq: 1, event: 'started' }, worker)
    await deck.sees('refused1')
    await emit(deck, 'refused1', 'p', 'may I?')
    await deck.sees(/✗ refused: not authorized/)
    const { stdout } = await runJobdeck(['register', '--prompt', 'with credentials'], { home, env })
    const id = stdout.trim()
    const file = join(home, 'jobs', `${id}.json`)
    const block = { host: '127.0.0.1', port: guarded.port, tls: false, username: 'claude-worker', password: 'writes' }
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), broker: block }))
    await deck.sees(/○ .*with credentials/)
    await deck.press('G').sees(new RegExp(`┏ ○ .* ${id} ┓`))
    await emit(deck, id, 's', 'by the worker')
    await deck.sees(/✓ #1 started acked/)
    const shown = await deck.sees(/#1 +started +by the worker/)
    expect(shown.text).not.toContain('writes')
    await guarded.stop()
  })

  it.concurrent('notices by the missing echo that a 3.1.1 broker acknowledges events that it drops', async () => {
    const broker = await Aedes.createBroker({
      authorizePublish: (_client, packet, done) => {
        packet.topic = 'dropped'
        done(null)
      },
    })
    const server = createServer(broker.handle).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const deck = await deckInTmux({ env: brokerEnv((server.address() as AddressInfo).port) })
    await deck.sees('● connected')
    const event = eventText({ job: 'silent01', seq: 1, event: 'started' })
    const packet = { cmd: 'publish', qos: 1, dup: false, retain: false, topic: topicOf('silent01') } as const
    broker.publish({ ...packet, payload: Buffer.from(event) }, () => {})
    await deck.sees('silent01')
    await emit(deck, 'silent01', 'p', 'does it arrive?')
    await deck.sees(/sent, but the broker does not deliver it: is writing allowed\?/)
    deck.kill()
    server.close()
    await new Promise<void>((resolve) => broker.close(resolve))
  })

  it.concurrent('sets an event aside that the broker answers by closing the connection', async () => {
    const broker = await Aedes.createBroker({
      authorizePublish: (client, _packet, done) => done(client ? new Error('denied') : null),
    })
    const server = createServer(broker.handle).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const deck = await deckInTmux({ env: brokerEnv((server.address() as AddressInfo).port) })
    await deck.sees('● connected')
    const event = eventText({ job: 'closing1', seq: 1, event: 'started' })
    const packet = { cmd: 'publish', qos: 1, dup: false, retain: false, topic: topicOf('closing1') } as const
    broker.publish({ ...packet, payload: Buffer.from(event) }, () => {})
    await deck.sees('closing1')
    await emit(deck, 'closing1', 'p', 'denied')
    await deck.sees(/set aside: the broker closed the connection 3 times/)
    deck.kill()
    server.close()
    await new Promise<void>((resolve) => broker.close(resolve))
  })

  it.concurrent('says on leaving what is still queued, and a process in the background sends it', async () => {
    const home = temporaryFolder()
    const port = await freePort()
    const env = brokerEnv(port)
    const id = (await runJobdeck(['register', '--prompt', 'to be left'], { home, env })).stdout.trim()
    const deck = await deckInPty({ home, env })
    await deck.sees(new RegExp(`○ .* ${id}`))
    await emit(deck, id, 'p', 'left behind')
    await deck.sees('… queued (offline)')
    expect(await quit(deck)).toMatchObject({ code: 0 })
    expect(deck.raw()).toContain(
      `1 event (#1 progress of ${id}) is still queued and sent in the background within 24 h`,
    )
    const later = await startMosquitto({ port })
    const sent = async () => (await runJobdeck(['outbox', '--all'], { home, env })).stdout.includes(' acked ')
    await waitFor(sent, { what: 'the event to be sent' })
    expect(await endSenders(join(home, 'state'))).toBe(1)
    await later.stop()
  })
})

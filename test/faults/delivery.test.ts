// Nothing that a broker has acknowledged is lost, and nothing is recorded twice, whatever happens to the connection.
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../src/io/clock/simulated-clock.ts'
import { ownConnection } from '../io/mqtt/watch-connection.ts'
import { freePort } from '../support/free-port.ts'
import { type MosquittoOptions, plainSettings } from '../support/mosquitto.ts'
import { ownMosquitto } from '../support/own-broker.ts'
import { ownFaultProxy } from '../support/own-fault-proxy.ts'
import { claimSlot, ownStateDir } from '../support/own-slot.ts'
import { ownRecorder } from '../support/recorder.ts'
import { ownSteadySender } from '../support/steady-sender.ts'
import { teachVersion4 } from '../support/teach-version-4.ts'
import { waitFor } from '../support/wait-for.ts'

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))

describe.each([5, 4] as const)('in MQTT %s', (mqttVersion) => {
  /** A broker that connections speak this version with, directly and through a proxy. */
  async function meet(options: MosquittoOptions = {}) {
    const port = await freePort()
    const proxy = await ownFaultProxy(port)
    if (mqttVersion === 4) {
      await teachVersion4(port)
      await teachVersion4(port, plainSettings(proxy.port))
    }
    const broker = await ownMosquitto({ port, persistence: true, ...options })
    const stateDir = ownStateDir()
    return { broker, proxy, stateDir, sender: ownSteadySender(port), throughProxy: plainSettings(proxy.port) }
  }

  it('a restart of the broker costs nothing', async () => {
    const { broker, sender, stateDir } = await meet()
    const recorder = ownRecorder(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    expect(await recorder.reaches('connected')).toMatchObject({ mqttVersion })
    const sent = sender.send(1, 150, 200)
    await recorder.hasRecorded(50)
    await broker.restart()
    await sent
    await recorder.hasRecorded(150)
    expect(recorder.records.texts).toEqual(numbers(1, 150))
    expect(recorder.gaps).toEqual([])
  })

  it('a broker that is killed loses what it has not saved, and that is reported as a gap', async () => {
    const { broker, sender, stateDir } = await meet()
    const recorder = ownRecorder(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    await recorder.reaches('connected')
    await sender.send(1, 20, 500)
    await recorder.hasRecorded(20)
    const aliveMs = Date.now()
    await broker.kill()
    await recorder.reaches('waiting')
    await broker.restart()
    recorder.reconnect()
    await recorder.reaches('connected')
    await sender.send(21, 40, 500)
    await recorder.hasRecorded(40)
    expect(recorder.records.texts).toEqual(numbers(1, 40))
    expect(recorder.gaps).toEqual([{ fromMs: expect.any(Number), toMs: expect.any(Number), why: 'session-lost' }])
    const [gap] = recorder.gaps
    expect(gap?.fromMs).toBeLessThanOrEqual(aliveMs + 1)
    expect(gap?.toMs).toBeGreaterThan(aliveMs)
  })

  it('connections that are cut in mid-packet cost nothing', async () => {
    const { sender, proxy, stateDir, throughProxy } = await meet()
    const recorder = ownRecorder(throughProxy, { session: await claimSlot(stateDir, throughProxy) })
    await recorder.reaches('connected')
    const sent = sender.send(1, 420, 300)
    for (const count of [60, 120, 180, 240]) {
      await recorder.hasRecorded(count)
      const breaks = recorder.states.filter(({ phase }) => phase === 'waiting').length
      proxy.cutAfter(101)
      await waitFor(() => recorder.states.filter(({ phase }) => phase === 'waiting').length > breaks)
      recorder.reconnect()
    }
    await sent
    await recorder.hasRecorded(420)
    expect(recorder.records.texts).toEqual(numbers(1, 420))
    expect(recorder.gaps).toEqual([])
  })

  it('a connection that dies without a word is noticed within 15 s and costs nothing', async () => {
    const { sender, proxy, stateDir, throughProxy } = await meet()
    const clock = new SimulatedClock(Date.now())
    const recorder = ownRecorder(throughProxy, { session: await claimSlot(stateDir, throughProxy), clock })
    await recorder.reaches('connected')
    await sender.send(1, 20, 200)
    await recorder.hasRecorded(20)
    const heardMs = recorder.lastHeardMs() ?? 0
    proxy.stall()
    await sender.send(21, 40, 200)
    clock.advance(15_000)
    expect(recorder.states.at(-1)).toMatchObject({
      phase: 'waiting',
      error: { message: expect.stringContaining('stopped responding') },
    })
    expect(recorder.lastHeardMs()).toBe(heardMs)
    proxy.resume()
    recorder.reconnect()
    await recorder.hasRecorded(40)
    expect(recorder.records.texts).toEqual(numbers(1, 40))
    expect(recorder.gaps).toEqual([])
  })

  it('a slow connection stays up while it delivers, whatever its pings do', async () => {
    const { sender, proxy, stateDir, throughProxy } = await meet()
    const clock = new SimulatedClock(Date.now())
    const recorder = ownRecorder(throughProxy, { session: await claimSlot(stateDir, throughProxy), clock })
    await recorder.reaches('connected')
    proxy.limit(2_000)
    const sent = sender.send(1, 150, 1_000)
    for (let count = 15; count <= 150; count += 15) {
      await recorder.hasRecorded(count)
      clock.advance(9_000)
    }
    await sent
    expect(recorder.records.texts).toEqual(numbers(1, 150))
    expect(recorder.states.map(({ phase }) => phase)).toEqual(['connecting', 'connected'])
  })

  it('what comes while the monitor is away waits at the broker, which may restart meanwhile', async () => {
    const { broker, sender, stateDir } = await meet()
    const first = await claimSlot(stateDir, broker.settings)
    const before = ownRecorder(broker.settings, { session: first })
    await before.reaches('connected')
    await sender.send(1, 50, 500)
    await before.hasRecorded(50)
    await before.close()
    await first.release()
    await sender.send(51, 100, 500)
    await broker.restart()
    await sender.send(101, 150, 500)

    const records = before.records
    const after = ownRecorder(broker.settings, { session: await claimSlot(stateDir, broker.settings), records })
    await after.hasRecorded(150)
    expect(records.texts).toEqual(numbers(1, 150))
    expect(after.arrived).toEqual(numbers(51, 150))
    expect(after.gaps).toEqual([])
  })

  it('what is not acknowledged when the monitor leaves comes again', async () => {
    const { broker, sender, stateDir } = await meet()
    const first = await claimSlot(stateDir, broker.settings)
    const before = ownConnection(broker.settings, { session: first, acknowledgement: 'by-owner' })
    await before.reaches('connected')
    await sender.send(1, 30, 500)
    const { delivery } = await before.receives('20')
    before.acknowledge(delivery)
    await before.receives('30')
    await before.close()
    await first.release()
    const after = ownRecorder(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    await after.hasRecorded(10)
    expect(after.arrived).toEqual(numbers(21, 30))
  })

  it('two monitors of one prefix stay connected beside each other, and each gets everything', async () => {
    const { broker, sender, stateDir } = await meet()
    const slots = [await claimSlot(stateDir, broker.settings), await claimSlot(stateDir, broker.settings)] as const
    expect(slots.map(({ number }) => number)).toEqual([1, 2])
    const recorders = slots.map((session) => ownRecorder(broker.settings, { session }))
    for (const recorder of recorders) await recorder.reaches('connected')
    await sender.send(1, 100, 500)
    for (const recorder of recorders) {
      await recorder.hasRecorded(100)
      expect(recorder.arrived).toEqual(numbers(1, 100))
      expect(recorder.states.map(({ phase }) => phase)).toEqual(['connecting', 'connected'])
    }
  })
})

// Publishers that are killed at every moment, beside one in Python on the same registry: each event arrives once, and no number
// is lost.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { registerJob } from '../../src/io/registry/register-job.ts'
import { readRecord } from '../../src/io/registry/registry.ts'
import { ownConnection } from '../io/mqtt/watch-connection.ts'
import { request } from '../io/registry/fixtures.ts'
import { endSenders } from '../support/end-senders.ts'
import { freePort } from '../support/free-port.ts'
import { jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { ownMosquitto } from '../support/own-broker.ts'
import { ended } from '../support/program.ts'
import { startPython } from '../support/python.ts'
import { runJobdeck, startJobdeck } from '../support/run-jobdeck.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

const kills = 20

/** A job on a broker, and two publishers of it. */
async function workplace(port: number) {
  const home = temporaryFolder()
  const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(port) }
  const registryDir = join(home, 'jobs')
  const id = await registerJob(registryDir, { ...request, broker: null })
  onTestFinished(async () => void (await endSenders(join(home, 'state'))))
  const emit = (detail: string, ...args: readonly string[]) =>
    startJobdeck(['emit', id, 'progress', '--detail', detail, ...args], { home, env })
  return {
    ...{ home, env, id, registryDir, emit },
    python: (detail: string) =>
      ended(
        startPython(
          'publish_event',
          ['--job', id, '--event', 'progress', '--detail', detail],
          jobdeckEnvironment(home, env),
        ),
      ),
    outbox: async (): Promise<readonly { state: string; seq: number }[]> =>
      JSON.parse((await runJobdeck(['outbox', '--json', '--all'], { home, env })).stdout),
    lastSeq: async () => (await readRecord(registryDir, id))?.last_seq ?? 0,
  }
}

/** What was received: each payload by its seq, an identical repeat counted once. */
function eventsIn(received: readonly { readonly text: string }[]): readonly { seq: number; detail: string }[] {
  return [...new Set(received.map(({ text }) => text))].map((text) => JSON.parse(text))
}

needs('mosquitto', 'python3-paho-mqtt')('the outbox', () => {
  it(`survives ${kills} kills of a publisher, with another one in Python`, async () => {
    const broker = await ownMosquitto()
    const { id, registryDir, emit, python, outbox, lastSeq } = await workplace(broker.port)
    const heard = ownConnection(broker.settings, { filters: [`python/mqtt/jobs/${id}/events`] })
    await heard.reaches('connected')
    const startMs = performance.now()
    expect(await ended(emit('whole'))).toMatchObject({ status: 0, stdout: 'seq=1 acked\n' })
    const tookMs = performance.now() - startMs
    const promised = ['whole']
    for (let kill = 1; kill <= kills; kill++) {
      const detail = `killed ${kill}`
      const publisher = emit(detail, ...(kill % 2 === 0 ? ['--no-wait'] : []))
      const other = python(`python ${kill}`)
      // From before the seq is taken until after the acknowledgement.
      await delay(tookMs * (0.3 + (0.8 * kill) / kills))
      publisher.kill('SIGKILL')
      await publisher.exit
      if (/^seq=\d+ (acked|queued)$/m.test(publisher.stdout())) promised.push(detail)
      expect(await other).toMatchObject({ status: 0 })
      promised.push(`python ${kill}`)
    }
    expect(await ended(emit('last'))).toMatchObject({ status: 0 })
    promised.push('last')
    await waitFor(async () => (await outbox()).every(({ state }) => state === 'acked'), { what: 'an empty outbox' })
    const all = await lastSeq()
    await waitFor(() => eventsIn(heard.received).length >= all, { what: `${all} events` })
    const events = eventsIn(heard.received)
    expect(events.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, n) => n + 1))
    const details = events.map(({ detail }) => detail)
    expect(details).toEqual(expect.arrayContaining(promised))
    expect(new Set(details).size).toBe(details.length)
    const log = readFileSync(join(registryDir, `${id}.events.log`), 'utf8')
      .trimEnd()
      .split('\n')
    expect(log.map((line) => JSON.parse(line).seq).sort((a, b) => a - b)).toEqual(events.map((_, n) => n + 1))
    expect(readdirSync(registryDir).filter((name) => name.endsWith('.jobdeck-next')).length).toBeLessThanOrEqual(1)
  })

  it('sends what was queued while the broker was away as soon as it is back, without anybody waiting', async () => {
    const port = await freePort()
    const { id, emit, outbox, home } = await workplace(port)
    for (const n of [1, 2, 3])
      expect(await ended(emit(`away ${n}`, '--no-wait'))).toMatchObject({ status: 0, stdout: `seq=${n} queued\n` })
    expect(await ended(emit('away 4', '--timeout', '1'))).toMatchObject({ status: 69, stdout: 'seq=4 queued\n' })
    const broker = await ownMosquitto({ port })
    const heard = ownConnection(broker.settings, { filters: [`python/mqtt/jobs/${id}/events`] })
    await heard.reaches('connected')
    await waitFor(async () => (await outbox()).every(({ state }) => state === 'acked'), { what: 'an empty outbox' })
    expect((await outbox()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(await endSenders(join(home, 'state'))).toBe(1)
  })
})

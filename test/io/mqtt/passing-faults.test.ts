// What has worked before is retried slowly, and works again by itself once the fault has passed.
import { describe, expect, it, onTestFinished } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import type { ConnectionOptions } from '../../../src/io/mqtt/connection.ts'
import { claimSlot, ownStateDir } from '../../support/own-slot.ts'
import { waitFor } from '../../support/wait-for.ts'
import { startFakeBroker, subackOf } from './fake-broker.ts'
import { ownConnection } from './watch-connection.ts'

const granted = 1
const unspecified = 0x80
const notAuthorized = 135

/** An MQTT 5 broker whose answers a test changes. */
async function meet(options: Partial<ConnectionOptions> = {}) {
  const answers = { connack: 0, suback: [granted] }
  const subscribed: number[] = []
  const clock = new SimulatedClock(Date.now())
  const broker = await startFakeBroker({
    onConnect: (socket) => socket.write(Buffer.from([0x20, 3, 0, answers.connack, 0])),
    onSubscribe: (socket, packetId) => {
      subscribed.push(clock.monotonicMs())
      socket.write(subackOf(packetId, ...answers.suback))
    },
  })
  onTestFinished(() => broker.close())
  return { answers, broker, clock, subscribed, connection: ownConnection(broker.settings, { clock, ...options }) }
}

describe('a fault that may pass', () => {
  it.each([
    ['a refused login', (answers: { connack: number }) => (answers.connack = notAuthorized), /refused the login/],
    ['a ban', (answers: { connack: number }) => (answers.connack = 138), /has banned/],
    ['a denied subscription', (answers: { suback: number[] }) => (answers.suback = [notAuthorized]), /does not allow/],
    [
      'a refusal without a reason',
      (answers: { suback: number[] }) => (answers.suback = [unspecified]),
      /does not allow/,
    ],
  ])('is retried every 30 to 60 s once the settings have worked: %s', async (_, refuse, message) => {
    const { answers, broker, clock, connection } = await meet()
    await connection.reaches('connected')
    refuse(answers as { connack: number; suback: number[] })
    broker.closeSockets()
    await connection.reaches('waiting')
    clock.advance(2_000)
    for (const attempt of [2, 3]) {
      const waiting = await waitFor(
        () => connection.states.find((state) => state.phase === 'waiting' && state.attempt === attempt),
        { what: `failure ${attempt}` },
      )
      if (waiting.phase !== 'waiting') throw new Error(waiting.phase)
      expect(waiting.error.message).toMatch(message)
      expect(waiting.retryAtMs - clock.monotonicMs()).toBe(30_000)
      if (attempt === 3) Object.assign(answers, { connack: 0, suback: [granted] })
      clock.advance(30_000)
    }
    await connection.reaches('connected')
  })

  it('counts as having worked when an earlier run had a session', async () => {
    const stateDir = ownStateDir()
    const { answers, broker, connection } = await meet()
    const slot = await claimSlot(stateDir, broker.settings)
    await connection.close()
    const first = ownConnection(broker.settings, { session: slot })
    await first.reaches('connected')
    await first.close()
    await slot.release()
    answers.connack = notAuthorized
    const again = ownConnection(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    expect((await again.reaches('waiting')).error.message).toMatch(/refused the login/)
    const stranger = ownConnection(broker.settings)
    expect((await stranger.reaches('stopped')).error.message).toMatch(/refused the login/)
  })

  it('is asked about every minute when one filter of several is refused', async () => {
    const { answers, clock, connection, subscribed } = await meet({ filters: ['a/#', 'b/#'] })
    answers.suback = [granted, unspecified]
    await connection.reaches('connected')
    expect(connection.warnings).toEqual([expect.stringMatching(/does not allow .* to read b\/#/)])
    answers.suback = [unspecified]
    clock.advance(60_000)
    await waitFor(() => subscribed.length === 2)
    answers.suback = [granted]
    await waitFor(() => {
      clock.advance(1_000)
      return subscribed.length === 3
    })
    clock.advance(300_000)
    expect(subscribed).toHaveLength(3)
    expect(connection.warnings).toHaveLength(1)
  })
})

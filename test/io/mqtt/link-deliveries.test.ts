import fc from 'fast-check'
import type { IPublishPacket, MqttClient } from 'mqtt'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { type Acknowledgement, linkDeliveries } from '../../../src/io/mqtt/link-deliveries.ts'

/** What `linkDeliveries` uses of a client, with the result for each packet. */
function fakeClient(acknowledgement: Acknowledgement) {
  const written: number[] = []
  const handed: { text: string; delivery: number }[] = []
  const released: number[] = []
  const client = {
    handleMessage: (_packet: IPublishPacket, _done: (error?: Error) => void) => {},
    stream: {
      write: (bytes: Buffer) => {
        for (let at = 0; at < bytes.length; at += 4) {
          expect(bytes.readUInt16BE(at)).toBe(0x4002)
          written.push(bytes.readUInt16BE(at + 2))
        }
      },
    },
  }
  const deliveries = linkDeliveries(client as unknown as MqttClient, {
    acknowledgement,
    deliveryNumbers: { last: 100 },
    clock: systemClock,
    onMessage: ({ payload }, delivery) => handed.push({ text: Buffer.from(payload).toString(), delivery }),
    onRelease: () => released.push(handed.length),
  })
  /** Resolves to how MQTT.js goes on: with the PUBACK or without. */
  const receive = (text: string, messageId: number, length = 10): { outcome: 'puback' | 'none' | 'held' } => {
    const result: { outcome: 'puback' | 'none' | 'held' } = { outcome: 'held' }
    const packet = { cmd: 'publish', topic: 't', payload: Buffer.from(text), messageId, length } as IPublishPacket
    client.handleMessage(packet, (error) => {
      result.outcome = error ? 'none' : 'puback'
    })
    return result
  }
  /** An event that was read in front of MQTT.js. */
  const take = (text: string, packetId: number, bytes = 10) =>
    deliveries.take({ topic: 't', payload: Buffer.from(text), retained: false, packetId, bytes }, 1_000)
  return { deliveries, receive, take, written, handed, released }
}

describe('the deliveries of a link', () => {
  it('are acknowledged by MQTT.js itself by default', () => {
    const { receive, handed, written } = fakeClient('on-receipt')
    expect(receive('a', 1).outcome).toBe('puback')
    expect(handed).toEqual([{ text: 'a', delivery: 101 }])
    expect(written).toEqual([])
  })

  it('are acknowledged once each, in order, up to the number that the owner names', () => {
    type Step = { readonly deliver: boolean; readonly qos: 0 | 1; readonly ahead: number }
    const step: fc.Arbitrary<Step> = fc.record({
      deliver: fc.boolean(),
      qos: fc.constantFrom(0, 1),
      ahead: fc.integer({ min: -5, max: 5 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { deliveries, receive, written, handed } = fakeClient('by-owner')
        const packetIds: number[] = []
        let through = 100
        for (const { deliver, qos, ahead } of steps) {
          if (deliver) {
            const packetId = qos === 1 ? packetIds.length + 1 : 0
            packetIds.push(packetId)
            expect(receive(String(packetIds.length), packetId).outcome).toBe('none')
          } else {
            const named = through + ahead
            deliveries.acknowledge(named)
            through = Math.max(through, Math.min(named, 100 + packetIds.length))
          }
          expect(written).toEqual(packetIds.slice(0, through - 100).filter((id) => id > 0))
        }
        expect(handed.map(({ delivery }) => delivery)).toEqual(packetIds.map((_, index) => 101 + index))
      }),
    )
  })

  it('wait when ten thousand are unacknowledged, and go on when one is acknowledged', () => {
    const { deliveries, receive } = fakeClient('by-owner')
    for (let n = 1; n < 10_000; n++) expect(receive(String(n), n).outcome).toBe('none')
    const last = receive('10000', 10_000)
    expect(last.outcome).toBe('held')
    expect(deliveries.isHeld()).toBe(true)
    deliveries.acknowledge(100)
    expect(last.outcome).toBe('held')
    deliveries.acknowledge(101)
    expect(last.outcome).toBe('none')
    expect(deliveries.isHeld()).toBe(false)
  })

  it('wait when 32 MB are unacknowledged, at QoS 0 too', () => {
    const { deliveries, receive } = fakeClient('by-owner')
    const mebibyte = 2 ** 20
    for (let n = 1; n < 32; n++) expect(receive('x', 0, mebibyte).outcome).toBe('none')
    const last = receive('x', 0, mebibyte)
    expect(last.outcome).toBe('held')
    deliveries.acknowledge(101)
    expect(last.outcome).toBe('none')
  })

  it('are those of both ways, in the order in which they came', () => {
    const { deliveries, receive, take, written, handed } = fakeClient('by-owner')
    take('a', 1)
    receive('b', 2)
    take('c', 0)
    take('d', 3)
    expect(handed.map(({ text, delivery }) => `${text} ${delivery}`)).toEqual(['a 101', 'b 102', 'c 103', 'd 104'])
    deliveries.acknowledge(104)
    expect(written).toEqual([1, 2, 3])
  })

  it('are acknowledged at once, in front of MQTT.js too', () => {
    const { take, written } = fakeClient('on-receipt')
    take('a', 1)
    take('b', 0)
    expect(written).toEqual([1])
  })

  it('say when those in front of MQTT.js may go on', () => {
    const { deliveries, take, released } = fakeClient('by-owner')
    for (let n = 1; n <= 10_000; n++) take(String(n), n)
    expect(deliveries.isHeld()).toBe(true)
    expect(released).toEqual([])
    deliveries.acknowledge(101)
    expect(deliveries.isHeld()).toBe(false)
    expect(released).toEqual([10_000])
  })

  it('end with the link: what is left is neither handed over nor acknowledged', () => {
    const { deliveries, receive, written, handed } = fakeClient('by-owner')
    receive('a', 1)
    deliveries.stop()
    expect(receive('b', 2).outcome).toBe('none')
    deliveries.acknowledge(102)
    expect(written).toEqual([])
    expect(handed.map(({ text }) => text)).toEqual(['a'])
  })

  it('end with the link also while it waits', () => {
    const { deliveries, receive } = fakeClient('by-owner')
    for (let n = 1; n < 10_000; n++) receive(String(n), n)
    const last = receive('10000', 10_000)
    deliveries.stop()
    expect(last.outcome).toBe('none')
  })
})

import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import type { MqttClient } from 'mqtt'
import { describe, expect, it } from 'vitest'
import { linkReader } from '../../../src/io/mqtt/link-reader.ts'

class FakeStream extends EventEmitter {
  #isPaused = false
  isPaused(): boolean {
    return this.#isPaused
  }
  pause(): void {
    this.#isPaused = true
  }
  resume(): void {
    this.#isPaused = false
    this.emit('resume')
  }
}

const maxPacketBytes = 400

/** A reader and what it makes of the bytes, in order: events as texts, what goes to MQTT.js as one piece between two of them. */
function startReader(mqttVersion: 4 | 5) {
  const stream = new FakeStream()
  const read: (string | Buffer)[] = []
  let isHeld = false
  /** Called for each piece that MQTT.js gets. */
  let onPassed = () => {}
  stream.on('data', (bytes: Buffer) => {
    const last = read.at(-1)
    if (Buffer.isBuffer(last)) read[read.length - 1] = Buffer.concat([last, bytes])
    else read.push(Buffer.from(bytes))
    onPassed()
  })
  const reader = linkReader(
    { stream: stream as unknown as MqttClient['stream'] },
    {
      mqttVersion,
      maxPacketBytes,
      isHeld: () => isHeld,
      onPublish: ({ topic, payload, retained, packetId, bytes }) =>
        read.push(`${topic} ${payload} ${retained} ${packetId} ${bytes}`),
    },
  )
  return {
    stream,
    read,
    send: (bytes: Buffer) => stream.emit('data', bytes),
    hold: () => {
      isHeld = true
    },
    release: () => {
      isHeld = false
      reader.readOn()
    },
    whenPassed: (run: () => void) => {
      onPassed = run
    },
  }
}

function packet(head: number, ...body: readonly (Buffer | readonly number[])[]): Buffer {
  const bytes = Buffer.concat(body.map((part) => Buffer.from(part)))
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7]
  return Buffer.concat([Buffer.from([head, ...length]), bytes])
}

const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)])

interface Publish {
  readonly qos: 0 | 1 | 2
  readonly retained: boolean
  readonly payload: string
  readonly properties: readonly number[]
}

function publishOf({ qos, retained, payload, properties }: Publish, mqttVersion: 4 | 5): Buffer {
  const propertiesOf5 = mqttVersion === 5 ? [properties.length, ...properties] : []
  const id = qos > 0 ? [1, 7] : []
  return packet(0x30 | (qos << 1) | Number(retained), text('a/b'), id, propertiesOf5, Buffer.from(payload))
}

const messageExpiry = [2, 0, 0, 0, 60]
const anyPublish: fc.Arbitrary<Publish> = fc.record({
  qos: fc.constantFrom(0, 1, 2),
  retained: fc.boolean(),
  payload: fc.string({ minLength: 1, maxLength: 200 }),
  properties: fc.constantFrom([], messageExpiry),
})
const others = [
  packet(0x20, [0, 0, 0]),
  packet(0x90, [0, 1, 0, 1]),
  packet(0xd0),
  // Longer than what is kept, and an event without a topic.
  packet(0x30, text('a/b'), Buffer.alloc(1_000, 'x')),
  packet(0x30, text(''), Buffer.from('x')),
]

/** Cuts the bytes at these places. */
function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

describe.each([4, 5] as const)('the reader of a link in MQTT %i', (mqttVersion) => {
  it('reads plain events and hands everything else to MQTT.js as it came, in order, however it is cut', () => {
    const anyPacket = fc.oneof(anyPublish, fc.constantFrom(...others))
    const places = fc.array(fc.nat(100_000), { maxLength: 30 })
    fc.assert(
      fc.property(fc.array(anyPacket, { minLength: 1, maxLength: 20 }), places, (packets, cuts) => {
        const { send, read } = startReader(mqttVersion)
        const expected: (string | Buffer)[] = []
        const sent: Buffer[] = []
        for (const each of packets) {
          const bytes = Buffer.isBuffer(each) ? each : publishOf(each, mqttVersion)
          sent.push(bytes)
          const last = expected.at(-1)
          if (!Buffer.isBuffer(each) && each.qos < 2 && (mqttVersion === 4 || each.properties.length === 0))
            expected.push(`a/b ${each.payload} ${each.retained} ${each.qos === 1 ? 263 : 0} ${bytes.length}`)
          else if (Buffer.isBuffer(last)) expected[expected.length - 1] = Buffer.concat([last, bytes])
          else expected.push(bytes)
        }
        for (const chunk of cutAt(Buffer.concat(sent), cuts)) send(chunk)
        expect(read).toEqual(expected)
      }),
    )
  })

  it('reads nothing more while it is held, and goes on where it was', () => {
    const { send, read, stream, hold, release } = startReader(mqttVersion)
    const events = ['1', '2', '3'].map((payload) =>
      publishOf({ qos: 0, retained: false, payload, properties: [] }, mqttVersion),
    )
    hold()
    send(Buffer.concat(events))
    expect(read).toHaveLength(1)
    expect(stream.isPaused()).toBe(true)
    release()
    expect(read).toHaveLength(3)
    expect(stream.isPaused()).toBe(false)
  })

  it('waits while MQTT.js does, and does not wake it', () => {
    const { send, read, stream, release, whenPassed } = startReader(mqttVersion)
    const event = publishOf({ qos: 0, retained: false, payload: '1', properties: [] }, mqttVersion)
    whenPassed(() => stream.pause())
    send(Buffer.concat([packet(0xd0), event]))
    release()
    expect(read).toEqual([packet(0xd0)])
    stream.resume()
    expect(read).toHaveLength(2)
  })

  it('leaves a length without an end to MQTT.js, with all that comes after it', () => {
    const { send, read } = startReader(mqttVersion)
    const broken = Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 1])
    const event = publishOf({ qos: 0, retained: false, payload: '1', properties: [] }, mqttVersion)
    send(broken)
    send(event)
    expect(read).toEqual([Buffer.concat([broken, event])])
  })
})

it('says so when MQTT.js does not read its stream', () => {
  const options = { mqttVersion: 5, maxPacketBytes, isHeld: () => false, onPublish: () => {} } as const
  const stream = new FakeStream() as unknown as MqttClient['stream']
  expect(() => linkReader({ stream }, options)).toThrow('does not read')
})

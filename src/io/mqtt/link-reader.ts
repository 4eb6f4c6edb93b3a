// Reads the events out of a link's stream, in front of MQTT.js: for every PUBLISH its parser makes a dozen objects and a turn of
// the event loop, which costs more than all that is done with the event. Whatever is not a plain PUBLISH goes to MQTT.js as it
// came. This relies on MQTT.js reading its stream by one `data` listener, which test/io/mqtt/mqtt-js-contract.test.ts watches.
import type { MqttClient } from 'mqtt'
import type { MqttVersion } from './mqtt-version.ts'

/** A PUBLISH of QoS 0 or 1, without properties. */
export interface PlainPublish {
  readonly topic: string
  readonly payload: Buffer
  readonly retained: boolean
  /** 0 at QoS 0. */
  readonly packetId: number
  /** All of the packet. */
  readonly bytes: number
}

export interface LinkReaderOptions {
  readonly mqttVersion: MqttVersion
  /** Longer ones go through unread: MQTT.js may refuse them, and nothing of them is kept here. */
  readonly maxPacketBytes: number
  readonly onPublish: (publish: PlainPublish) => void
  /** Whether nothing more may be read at the moment. */
  readonly isHeld: () => boolean
}

/** Where a packet lies in what has come: its first byte, the first one after its length, and its end. */
interface Extent {
  readonly at: number
  readonly body: number
  readonly end: number
}

export interface LinkReader {
  /** Call when nothing is held any more. */
  readOn(): void
}

const publish = 3

/** Takes over the stream of a client that has just been created. Throws when MQTT.js does not read it as it should. */
export function linkReader({ stream }: Pick<MqttClient, 'stream'>, options: LinkReaderOptions): LinkReader {
  const { mqttVersion, maxPacketBytes, onPublish, isHeld } = options
  const toMqttJs = stream.listeners('data').at(-1)
  if (!toMqttJs) throw new Error('MQTT.js does not read its stream')
  /** What has come and is not read yet. */
  let rest: Buffer = Buffer.alloc(0)
  /** How much of a long packet is still to come. */
  let passing = 0
  let isWaiting = false

  stream.off('data', toMqttJs as () => void)
  stream.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    read()
  })
  // MQTT.js pauses too, while it is busy.
  stream.on('resume', read)

  function read(): void {
    let at = 0
    while (at < rest.length && !stream.isPaused()) {
      const end = readPacket(at)
      if (end === null) break
      at = end
      if (isHeld()) wait()
    }
    rest = rest.subarray(at)
  }

  function wait(): void {
    isWaiting = true
    stream.pause()
  }

  function readOn(): void {
    if (isWaiting) stream.resume()
    isWaiting = false
  }

  /** Reads the packet that begins there. Returns where it ends, or null when more of it must come first. */
  function readPacket(at: number): number | null {
    if (passing > 0) return passOn(at, passing)
    const extent = extentOf(rest, at)
    if (extent === null) return null
    const length = extent.end - at
    // Anything else goes on as it comes: what is not even MQTT is recognised by its first bytes.
    if ((rest[at] ?? 0) >> 4 !== publish || length > maxPacketBytes) return passOn(at, length)
    if (extent.end > rest.length) return null
    const plain = plainPublish(rest, extent, mqttVersion)
    if (!plain) return passOn(at, length)
    onPublish(plain)
    return extent.end
  }

  function passOn(at: number, count: number): number {
    const part = rest.subarray(at, at + count)
    passing = count - part.length
    toMqttJs?.call(stream, part)
    return at + part.length
  }

  return { readOn }
}

/** Null when its length is not here yet. Without an end to its length, all that comes is one packet: MQTT.js refuses it. */
function extentOf(bytes: Buffer, at: number): Extent | null {
  let length = 0
  for (let digit = 0; digit < 4; digit++) {
    const byte = bytes[at + 1 + digit]
    if (byte === undefined) return null
    length |= (byte & 0x7f) << (7 * digit)
    if (byte < 0x80) return { at, body: at + 2 + digit, end: at + 2 + digit + length }
  }
  return { at, body: at, end: Number.POSITIVE_INFINITY }
}

function plainPublish(bytes: Buffer, { at, body, end }: Extent, mqttVersion: MqttVersion): PlainPublish | null {
  const head = bytes[at] ?? 0
  const qos = (head >> 1) & 3
  if (qos > 1) return null
  const topicEnd = body + 2 + (end >= body + 2 ? bytes.readUInt16BE(body) : 0)
  let payloadStart = topicEnd + 2 * qos
  if (topicEnd === body + 2 || payloadStart >= end) return null
  const packetId = qos === 0 ? 0 : bytes.readUInt16BE(topicEnd)
  if (mqttVersion === 5 && bytes[payloadStart++] !== 0) return null
  return {
    topic: bytes.toString('utf8', body + 2, topicEnd),
    payload: bytes.subarray(payloadStart, end),
    retained: (head & 1) === 1,
    packetId,
    bytes: end - at,
  }
}

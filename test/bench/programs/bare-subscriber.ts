// The baseline of throughput and memory: an MQTT.js subscriber that only parses what arrives.
// Arguments: the loopback port, how many events will arrive, the quality of service.
import { connectAsync } from 'mqtt'
import { beginMeasuring } from '../subscriber-report.ts'

const [port, events, qos] = process.argv.slice(2).map(Number)
const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5 })
let arrived = 0
let last: unknown = null
client.on('message', (_topic, payload) => {
  last = JSON.parse(payload.toString())
  arrived += 1
  if (arrived === events && last !== null) void done()
})
await client.subscribeAsync('python/mqtt/jobs/+/events', { qos: qos === 0 ? 0 : 1 })
const done = beginMeasuring()

// The baseline of latency: an MQTT.js subscriber that prints the detail of what arrives and when its broker is lost, and a
// watch of a folder that prints the prompt of what is written there. Arguments: the loopback port, the folder.
import { readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'mqtt'

const [port, folder = ''] = process.argv.slice(2)
const client = connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, reconnectPeriod: 200 })
let losses = 0
let isUp = false
client.on('error', () => {})
client.on('connect', async () => {
  await client.subscribeAsync('python/mqtt/jobs/+/events', { qos: 1 })
  isUp = true
  console.log(`listening ${losses}`)
})
client.on('close', () => {
  if (!isUp) return
  isUp = false
  losses += 1
  console.log(`lost ${losses}`)
})
client.on('message', (_topic, payload) => console.log(JSON.parse(payload.toString()).detail))
watch(folder, (_kind, name) => {
  if (name?.endsWith('.json')) console.log(JSON.parse(readFileSync(join(folder, name), 'utf8')).prompt)
})

// What a persistent session costs: parses what arrives over a connection that keeps one, and acknowledges in groups, as after
// each commit of the ledger. Nothing is written, so that the figure is the connection's alone.
// Arguments: the loopback port, how many events will arrive, the state directory.
import { openConnection } from '../../../src/io/mqtt/connection.ts'
import { claimSessionSlot } from '../../../src/io/mqtt/session-slot.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { beginMeasuring } from '../subscriber-report.ts'

const commitEveryMs = 10

const [port, events, stateDir = ''] = process.argv.slice(2)
const settings = plainSettings(Number(port))
let arrived = 0
let last: unknown = null
let lastDelivery = 0
let done: (() => Promise<void>) | null = null
const connection = openConnection({
  settings,
  filters: ['python/mqtt/jobs/+/events'],
  session: await claimSessionSlot({ stateDir, settings, scope: 'bench' }),
  acknowledgement: 'by-owner',
  onMessage: ({ payload }, delivery) => {
    last = JSON.parse(payload.toString())
    lastDelivery = delivery
    arrived += 1
    if (arrived === Number(events) && last !== null) void done?.()
  },
  onState: ({ phase }) => {
    if (phase === 'connected') done = beginMeasuring()
  },
})
setInterval(() => connection.acknowledge(lastDelivery), commitEveryMs)

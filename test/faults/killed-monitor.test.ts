// A monitor that is killed between receiving and recording, over and over, while events keep coming.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ownEmbeddedBroker, ownMosquitto } from '../support/own-broker.ts'
import { ownStateDir } from '../support/own-slot.ts'
import { startProgram } from '../support/program.ts'
import { ownSteadySender } from '../support/steady-sender.ts'
import { waitFor } from '../support/wait-for.ts'

const program = join(import.meta.dirname, 'programs/recording-subscriber.ts')

it.each([
  // Half of the kills meet what has waited, more than Mosquitto keeps by default.
  ['Mosquitto, in MQTT 5', () => ownMosquitto({ config: 'max_queued_messages 100000' }), 20, true],
  // Aedes sends what waits and what is new side by side.
  ['the embedded broker, in MQTT 3.1.1', ownEmbeddedBroker, 10, false],
] as const)(
  '%s: kills of the monitor lose nothing, and nothing is recorded twice',
  async (_, ownBroker, kills, inOrder) => {
    const { port } = (await ownBroker()).settings
    const stateDir = ownStateDir()
    const file = join(stateDir, 'recorded')
    const recorded = () => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [])
    const start = async () => {
      const monitor = startProgram(process.execPath, [program, String(port), stateDir, file])
      await monitor.waitForLine('connected')
      return monitor
    }
    const sender = ownSteadySender(port)
    let sent = 0
    let isOver = false
    let monitor = await start()
    const sending = (async () => {
      for (; !isOver; sent += 100) await sender.send(sent + 1, sent + 100, 500)
    })()
    for (let kill = 1; kill <= kills; kill++) {
      const before = recorded().length
      await waitFor(() => recorded().length > before, { what: 'something recorded' })
      // Uneven, so that the kills meet every moment between receiving, writing and acknowledging.
      await delay((kill * 37) % 50)
      monitor.kill('SIGKILL')
      await monitor.exit
      expect(monitor.stdout()).not.toContain('gap')
      monitor = await start()
    }
    isOver = true
    await sending
    await waitFor(() => recorded().length >= sent, { what: `${sent} records` })
    const all = Array.from({ length: sent }, (_, n) => String(n + 1))
    expect(inOrder ? recorded() : recorded().sort((a, b) => Number(a) - Number(b))).toEqual(all)
  },
)

// A monitor that is killed again and again: it appends what arrives to a file, in groups, and acknowledges what is on the
// disk. Like the ledger it writes nothing twice. Arguments: the broker's loopback port, the state directory, the file.
import { existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { openConnection } from '../../../src/io/mqtt/connection.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { claimSlot } from '../../support/own-slot.ts'

const [port, stateDir = '', path = ''] = process.argv.slice(2)
const settings = plainSettings(Number(port))
const known = new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [])
const file = await open(path, 'a')
let waiting: { readonly text: string; readonly delivery: number }[] = []
const connection = openConnection({
  settings,
  filters: ['t/#'],
  session: await claimSlot(stateDir, settings),
  acknowledgement: 'by-owner',
  onMessage: ({ payload }, delivery) => waiting.push({ text: Buffer.from(payload).toString(), delivery }),
  onState: ({ phase }) => console.log(phase),
  onGap: (gap) => console.log('gap', gap),
})
for (;;) {
  await delay(10)
  const group = waiting
  const last = group.at(-1)
  if (!last) continue
  waiting = []
  const fresh = group.map(({ text }) => text).filter((text) => !known.has(text) && known.add(text))
  if (fresh.length > 0) await file.appendFile(fresh.map((text) => `${text}\n`).join(''))
  await file.datasync()
  connection.acknowledge(last.delivery)
}

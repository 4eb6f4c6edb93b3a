import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toJsonLine } from '../../src/io/ledger/json-line.ts'
import { recordedAt } from '../app/deck/replay/recordings.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runHere } from './run-here.ts'

const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: '1' }

it.each<readonly [readonly string[], number, RegExp]>([
  [[], 64, /give either a recording, or --job or --since/],
  [['night.jsonl', '--job', 'aaaa1111'], 64, /give either a recording, or --job or --since/],
  [['night.jsonl', '--speed', '0'], 64, /"0" is not a valid speed/],
  [['--since', 'yesterday'], 64, /"yesterday" is not a moment/],
  [['--since', '2026-13-01T00:00:00Z'], 64, /is not a moment/],
  [['--job', 'a b'], 64, /"a b" is not a valid job id/],
  [['nothing.jsonl'], 74, /cannot read the recording .*nothing.jsonl \(ENOENT\)/],
  [['other.jsonl'], 65, /other.jsonl is not a recording: nothing to replay/],
  [['newer.jsonl'], 65, /newer.jsonl was recorded by a newer jobdeck: update jobdeck/],
  [['--job', 'aaaa1111'], 65, /the ledger of mqtt:\/\/127.0.0.1:1 has no event of aaaa1111/],
  [['--since', '2h'], 65, /the ledger of mqtt:\/\/127.0.0.1:1 has no event since then/],
  // What there is to replay is judged before the terminal.
  [['night.jsonl'], 64, /the monitor needs a terminal/],
])('replay %j ends with %i and says why', async (args, status, reason) => {
  const home = temporaryFolder()
  writeFileSync(join(home, 'night.jsonl'), `${toJsonLine(recordedAt(0, 'aaaa1111', 1, 'started'))}\n`)
  writeFileSync(join(home, 'other.jsonl'), 'dear diary\n')
  writeFileSync(join(home, 'newer.jsonl'), '{"recording":2}\n')
  expect(await runHere(['replay', ...args], { home, env })).toMatchObject({ status, stdout: '', stderr: reason })
})

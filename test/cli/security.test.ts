// What SECURITY.md says of files, modes and limits is true.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maxJobs } from '../../src/app/deck/admission.ts'
import { maxJsonDepth, maxPayloadBytes } from '../../src/domain/protocol/decode.ts'
import { openLedger } from '../../src/io/ledger/open-ledger.ts'
import { openRecording } from '../../src/io/ledger/recording.ts'
import { defaultRetention } from '../../src/io/ledger/sqlite/retention.ts'
import { claimSessionSlot } from '../../src/io/mqtt/session-slot.ts'
import { appendEventLog } from '../../src/io/registry/event-log.ts'
import { newEvent } from '../io/ledger/entries.ts'
import { jobId } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { plainSettings } from '../support/mosquitto.ts'
import { runHere } from './run-here.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8')

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8).padStart(4, '0')
}

/** The files and directories below a directory, except lock files, with their modes. */
function modesBelow(directory: string): ReadonlyMap<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
  const named = files.map((file) => ({ file, path: join(file.parentPath, file.name) }))
  return new Map(named.filter(({ file }) => file.name !== '.lock').map(({ path }) => [path, modeOf(path)]))
}

describe('with an umask that hides nothing', () => {
  let before: number
  beforeEach(() => {
    before = process.umask(0)
  })
  afterEach(() => {
    process.umask(before)
  })

  it('records, event logs, profiles, ledger, sessions and recordings are for their owner only', async () => {
    const home = join(temporaryFolder(), 'home')
    const env = { JOBDECK_CONFIG_DIR: `${home}/config` }
    const stateDir = `${home}/state`
    const registered = await runHere(['register', '--prompt', 'x', '--auth-token', 'auto'], { home, env })
    await appendEventLog(`${home}/jobs`, jobId(registered.stdout.trim()), '{}')
    expect(await runHere(['profile', 'add', 'own', '--host', 'h'], { home, env })).toMatchObject({ status: 0 })
    const ledger = openLedger({ stateDir, broker: 'b', onProblem: () => {} })
    void ledger.append([newEvent('job-1', 1)])
    await ledger.flush()
    await (await claimSessionSlot({ stateDir, settings: plainSettings(1883), scope: 't' })).release()
    await (await openRecording(`${home}/tape`)).close()
    const modes = modesBelow(home)
    expect(modes.size).toBeGreaterThanOrEqual(12)
    for (const [path, mode] of modes)
      expect([path, mode]).toEqual([path, statSync(path).isDirectory() ? '0700' : '0600'])
    await ledger.close()
  })

  it('the files of broker init have the modes of the table', async () => {
    const home = temporaryFolder()
    expect(await runHere(['broker', 'init'], { home })).toMatchObject({ status: 0 })
    const expected = {
      ...{ certs: '0700', 'certs/ca.key': '0600', 'certs/server.key': '0644', '.env': '0600' },
      ...{ mosquitto: '0700', 'mosquitto/passwd': '0644' },
    }
    for (const [path, mode] of Object.entries(expected)) expect([path, modeOf(join(home, path))]).toEqual([path, mode])
  })
})

it('names the limits that are in force', () => {
  const words = page.replaceAll(/\s+/g, ' ')
  const grouped = (value: number) => value.toLocaleString('en-US')
  const { maxBytes, maxJobBytes, maxJobs: recordedJobs } = defaultRetention
  for (const claim of [
    `more than ${grouped(maxPayloadBytes)} bytes or ${maxJsonDepth} levels`,
    `at most ${grouped(maxJobs)} jobs without a record`,
    `cut back to ${maxBytes / 1e9} GB, ${grouped(recordedJobs)} jobs and ${maxJobBytes / 1e6} MB a job`,
    'packets of more than 328,144 bytes',
  ])
    expect(words).toContain(claim)
  for (const config of ['mosquitto.conf', 'mosquitto.prod.conf'])
    expect(readFileSync(join(root, 'mosquitto', config), 'utf8')).toMatch(/^max_packet_size 328144$/m)
})

it('is part of the package', () => {
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).files).toContain('SECURITY.md')
})

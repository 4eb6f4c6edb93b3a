import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { runDoctor } from '../../src/cli/commands/doctor.ts'
import { profilesOf } from '../../src/cli/context/open-profiles.ts'
import { openLedger } from '../../src/io/ledger/open-ledger.ts'
import { newProfileFields } from '../../src/io/profiles/profile.ts'
import { newEvent } from '../io/ledger/entries.ts'
import { capturedContext } from '../support/captured-context.ts'
import { type Environment, temporaryFolder } from '../support/jobdeck-home.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import { certificateFolder } from '../support/openssl-certificates.ts'
import { needs } from '../support/tools.ts'

const env: Environment = { TERM: 'xterm-256color', LANG: 'C.UTF-8' }

async function doctor(home: string, more: Environment = {}, profileName?: string) {
  const captured = capturedContext({
    home,
    profileName,
    env: { ...env, JOBDECK_STATE_DIR: join(home, 'state'), ...more },
  })
  const status = await runDoctor(captured.context)
  const lines = captured.stdout().trimEnd().split('\n')
  return { status, lines, faults: lines.filter((line) => line.startsWith('✗')), text: captured.stdout() }
}

function runSql(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

function renameToLink(file: string): void {
  renameSync(file, `${file}.away`)
  symlinkSync(`${file}.away`, file)
}

describe('the doctor on files', () => {
  it('finds nothing wrong with a new machine and the broker inside the process', async () => {
    const { status, faults, text } = await doctor(temporaryFolder(), {}, 'embedded')
    expect(faults).toEqual([])
    expect(status).toBe(0)
    expect(text).toMatch(/^✓ profiles +none saved$/m)
    expect(text).toMatch(/^✓ registry +.*\.hermes\/jobs \(created when it is first needed\)$/m)
    expect(text).toMatch(/^✓ lock +can be taken$/m)
  })

  async function withLedger(): Promise<{ home: string; file: string }> {
    const home = temporaryFolder()
    const stateDir = join(home, 'state')
    const ledger = openLedger({ stateDir, broker: 'mqtt://127.0.0.1:1883', onProblem: () => {} })
    void ledger.append([newEvent('job-1', 1), newEvent('job-1', 2)])
    await ledger.close()
    return { home, file: join(stateDir, 'ledger/ledger.sqlite') }
  }

  it('says what the ledger holds, and leaves it as it is', async () => {
    const { home, file } = await withLedger()
    const before = readFileSync(file)
    const { status, text } = await doctor(home, {}, 'embedded')
    expect(status).toBe(0)
    expect(text).toMatch(/^✓ ledger +.*ledger\.sqlite: 2 events of 1 job$/m)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('says that a ledger was damaged as long as no deck has shown it', async () => {
    const { home, file } = await withLedger()
    const hint = 'the damaged file is kept as /state/ledger.salvaged.sqlite'
    runSql(
      file,
      `INSERT INTO notices (wall_ms, message, hint) VALUES (1, 'the ledger was damaged: 2 events saved', '${hint}')`,
    )
    const { status, text } = await doctor(home, {}, 'embedded')
    expect(status).toBe(0)
    expect(text).toMatch(/^! ledger +the ledger was damaged: 2 events saved: the damaged file is kept as/m)
  })

  it.each<readonly [string, (file: string) => void, RegExp]>([
    ['damaged', (file) => writeFileSync(file, 'x'.repeat(8192)), /the ledger .* is damaged/],
    [
      'of a newer jobdeck',
      (file) => runSql(file, 'PRAGMA user_version = 99'),
      /written by a newer jobdeck \(format 99\)/,
    ],
    ["another program's", (file) => runSql(file, 'PRAGMA application_id = 1'), /is not a ledger of jobdeck/],
    ['a link', (file) => renameToLink(file), /\(ELOOP\)/],
  ])('names a ledger that is %s', async (_what, spoil, explanation) => {
    const { home, file } = await withLedger()
    spoil(file)
    const { status, faults } = await doctor(home, {}, 'embedded')
    expect(status).toBe(1)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(explanation)
  })

  it.skipIf(process.geteuid?.() === 0)('names a ledger that cannot be written', async () => {
    const { home, file } = await withLedger()
    chmodSync(file, 0o400)
    const { status, faults } = await doctor(home, {}, 'embedded')
    expect(status).toBe(1)
    expect(faults[0]).toMatch(/cannot write the ledger .* \(EACCES\)/)
  })

  it('names a broken file of profiles, quoting nothing of it', async () => {
    const home = temporaryFolder()
    mkdirSync(join(home, 'config'), { mode: 0o700 })
    writeFileSync(join(home, 'config', 'profiles.json'), '{"a": hunter2}', { mode: 0o600 })
    const { status, faults, text } = await doctor(home)
    expect(status).toBe(1)
    expect(faults[0]).toContain('line 1, column 7')
    expect(text).not.toContain('hunter2')
  })

  it('warns about what other users can read, with the command that fixes it', async () => {
    const home = temporaryFolder()
    const { context } = capturedContext({ home })
    const key = join(home, 'client.key')
    writeFileSync(key, '')
    chmodSync(key, 0o644)
    const fields = { ...newProfileFields, host: '127.0.0.1', port: 1, tls: true, certFile: key, keyFile: key }
    await profilesOf(context).save('prod', () => fields)
    chmodSync(join(home, 'config'), 0o755)
    chmodSync(join(home, 'config', 'profiles.json'), 0o644)
    writeFileSync(join(home, '.env'), 'MQTT_PASSWORD=hunter2\n')
    chmodSync(join(home, '.env'), 0o644)
    const { status, lines } = await doctor(home, {}, 'embedded')
    const warnings = lines.filter((line) => line.startsWith('!')).join('\n')
    expect(warnings).toContain(`chmod 700 ${join(home, 'config')}`)
    expect(warnings).toContain(`chmod 600 ${join(home, 'config', 'profiles.json')}`)
    expect(warnings).toContain(`chmod 600 ${join(home, '.env')}`)
    expect(warnings).toContain(`chmod 600 ${key}`)
    expect(status).toBe(0)
  })

  it('names broken records, passwords that others can read, and stamps in the future', async () => {
    const home = temporaryFolder()
    const jobs = join(home, '.mam', 'jobs')
    mkdirSync(jobs, { recursive: true })
    const stamps = { created_at: '2026-06-19T09:30:00Z', updated_at: '2999-01-01T00:00:00Z' }
    const record = { schema_version: 1, job_id: 'abc12345', status: 'pending', ...stamps }
    const broker = { host: 'h', username: 'u', password: 'hunter2' }
    writeFileSync(join(jobs, 'abc12345.json'), JSON.stringify({ ...record, broker }))
    chmodSync(join(jobs, 'abc12345.json'), 0o644)
    writeFileSync(join(jobs, 'broken00.json'), '{')
    const { status, lines, faults, text } = await doctor(home, {}, 'embedded')
    expect(status).toBe(1)
    expect(faults).toEqual([expect.stringMatching(/^✗ records +.*broken00\.json cannot be used: /)])
    expect(lines.join('\n')).toContain(`chmod 600 ${join(jobs, 'abc12345.json')}`)
    expect(lines.join('\n')).toMatch(
      /^! clock +job abc12345 was updated at 2999-01-01T00:00:00Z, which is in the future/m,
    )
    expect(text).not.toContain('hunter2')
  })

  it('finds a registry that is not a directory', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, '.hermes'), '')
    const { status, faults } = await doctor(home, {}, 'embedded')
    expect(status).toBe(1)
    expect(faults).toEqual([expect.stringMatching(/^✗ registry +.*\.hermes is not a directory/)])
  })
})

describe('the doctor on the broker', () => {
  it('names wrong variables and unknown profiles', async () => {
    expect((await doctor(temporaryFolder(), { MQTT_PORT: 'abc' }, 'env')).faults).toEqual([
      expect.stringContaining('MQTT_PORT is "abc"'),
    ])
    expect((await doctor(temporaryFolder(), {}, 'nope')).faults).toEqual([expect.stringContaining('no profile "nope"')])
  })
})

needs('mosquitto', 'openssl')('the doctor on a Mosquitto', () => {
  it('connects, reports how long the certificate is valid, and shows no password', async () => {
    const certificates = await certificateFolder()
    const ca = await certificates.ca('ca')
    const days = async (name: string, count: number) => {
      const server = await certificates.signed(name, ca, { names: 'IP:127.0.0.1', days: count })
      const listener = `cafile ${ca.cert}\ncertfile ${server.cert}\nkeyfile ${server.key}`
      const broker = await startMosquitto({ users: { hermes: 'hunter2' }, listener })
      const mqtt = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.port), MQTT_TLS: '1', MQTT_CA_CERTS: ca.cert }
      const login = { MQTT_USERNAME: 'hermes', MQTT_PASSWORD: 'hunter2' }
      const good = await doctor(temporaryFolder(), { ...mqtt, ...login })
      const refused = await doctor(temporaryFolder(), { ...mqtt, ...login, MQTT_PASSWORD: 'wrong-hunter' })
      await broker.stop()
      return { good, refused, port: broker.port }
    }
    const { good, refused, port } = await days('long', 30)
    expect(good.status).toBe(0)
    expect(good.lines).toContain(`✓ broker       mqtts://127.0.0.1:${port} as hermes, MQTT 5 (profile env)`)
    expect(good.text).toMatch(/^✓ certificate +the broker's is valid for (29|30) more days$/m)
    expect(refused.status).toBe(1)
    expect(refused.faults).toEqual([expect.stringMatching(/refused the login of "hermes".*: check the user name/)])
    expect(good.text + refused.text).not.toContain('hunter')
    const short = await days('short', 5)
    expect(short.good.status).toBe(0)
    expect(short.good.text).toMatch(/^! certificate +.* [45] more days: make a new one/m)
    await certificates.remove()
  })
})

// Whatever a record, the profiles or an env file hold: they are read, or refused in words that quote no secret.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { detailsOf } from '../../src/app/brokers/profile-summary.ts'
import { readContext } from '../../src/cli/context/context.ts'
import { maskedRecord } from '../../src/cli/output/masked-record.ts'
import { showLines } from '../../src/cli/output/profile-lines.ts'
import { describeError, JobdeckError } from '../../src/domain/failure.ts'
import { safeJson, safeLine } from '../../src/domain/text/safe-text.ts'
import { openProfiles } from '../../src/io/profiles/profiles.ts'
import { settingsFromEnv } from '../../src/io/profiles/settings-from-env.ts'
import { settingsFromRecord } from '../../src/io/profiles/settings-from-record.ts'
import { factsOf } from '../../src/io/registry/record-facts.ts'
import { readRecordFile } from '../../src/io/registry/record-file.ts'
import { takeNextSeq } from '../../src/io/registry/registry.ts'
import { jobId, recordJson } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { filesToTry, limitMs, seed } from './extent.ts'
import { mutated, wildText } from './mutated.ts'

const secret = 'geheim-geheim-geheim'
const dangerous = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u
const options = { numRuns: filesToTry, seed }

/** Runs `work`; whatever fails is a JobdeckError of bounded length. Returns its words. */
async function wordsOf(work: () => unknown): Promise<string> {
  try {
    await work()
    return ''
  } catch (error) {
    expect(error).toBeInstanceOf(JobdeckError)
    return describeError(error)
  }
}

function expectHarmless(words: string): void {
  expect(words).not.toContain(secret)
  expect(words.length).toBeLessThan(5_000)
  expect(safeLine(words)).not.toMatch(dangerous)
}

const record = fc
  .record(
    {
      prompt: wildText,
      agent: wildText,
      status: fc.constantFrom('running', 'completed', 'done'),
      timeout_sec: fc.oneof(fc.double(), fc.integer()),
      last_seq: fc.oneof(fc.nat(), fc.maxSafeInteger()),
      broker: fc.constantFrom(null, { host: 'mqtt.internal', port: 8883, tls: true, username: 'u', password: secret }),
      auth_token: fc.constantFrom(null, secret),
      api_key: fc.constantFrom(secret, { key: secret }, [secret]),
      expected_artifacts: fc.array(wildText, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((fields) => recordJson('abc12345', fields))

it(`reads or refuses ${filesToTry} records`, { timeout: limitMs }, async () => {
  const dir = temporaryFolder()
  const id = jobId('abc12345')
  await fc.assert(
    fc.asyncProperty(mutated(record), async (bytes) => {
      writeFileSync(join(dir, `${id}.json`), bytes)
      const reading = await readRecordFile(dir, id)
      if (reading.kind === 'missing') throw new Error('it was written')
      if (reading.kind === 'problem') {
        expectHarmless(reading.explanation)
        expectHarmless(await wordsOf(() => takeNextSeq(dir, id)))
        return
      }
      const shown = maskedRecord(reading.record)
      const json = safeJson(shown)
      expect(json).not.toMatch(dangerous)
      expect(json).not.toContain(secret)
      expect(JSON.parse(json)).toMatchObject({ job_id: id, status: reading.record.status })
      const { createdMs, timeoutSec } = factsOf(reading.record, 0)
      expect([createdMs, timeoutSec].every(Number.isFinite)).toBe(true)
      expectHarmless(await wordsOf(() => settingsFromRecord(reading.record.broker, {})))
      const words = await wordsOf(() => takeNextSeq(dir, id))
      expectHarmless(words)
      const after = await readRecordFile(dir, id)
      if (words !== '' || after.kind !== 'record') {
        expect(words).toContain('no seq left')
        return
      }
      const { last_seq, updated_at: _before, ...rest } = reading.record
      expect(after.record).toMatchObject({ ...rest, last_seq: last_seq + 1 })
    }),
    options,
  )
})

const profiles = fc
  .record({
    host: fc.constantFrom('mqtt.internal', '::1', 'a b', ''),
    port: fc.integer({ min: -1, max: 70_000 }),
    username: fc.option(wildText),
  })
  .map((fields) => {
    const secretOf = fields.username === null ? { kind: 'none' } : { kind: 'plain', text: secret }
    const files = { caFile: null, certFile: null, keyFile: null }
    const profile = {
      tls: false,
      transport: 'tcp',
      secret: secretOf,
      ...files,
      clientIdPrefix: 'x',
      topicBase: null,
      ...fields,
    }
    return JSON.stringify({ version: 1, selected: 'own', profiles: { own: profile } }, null, 2)
  })

it(`reads or refuses ${filesToTry} files of profiles`, { timeout: limitMs }, async () => {
  const directory = temporaryFolder()
  const env = { JOBDECK_CONFIG_DIR: directory }
  await fc.assert(
    fc.asyncProperty(mutated(profiles), async (bytes) => {
      writeFileSync(join(directory, 'profiles.json'), bytes)
      const opened = openProfiles({ env, cwd: directory })
      const problem = opened.problem()
      if (problem) expectHarmless(describeError(problem))
      const words = await wordsOf(() => opened.choose(null))
      expectHarmless(words)
      for (const profile of opened.list()) {
        const details = detailsOf(profile, env, null)
        for (const line of [...showLines(details), safeJson(details)]) {
          expect(line).not.toMatch(dangerous)
          expect(line).not.toContain(secret)
        }
      }
    }),
    options,
  )
})

const envFile = fc
  .record({ host: wildText, port: fc.oneof(fc.nat(70_000).map(String), wildText), password: wildText })
  .map(({ host, port, password }) =>
    [
      `MQTT_BROKER=${host}`,
      `export MQTT_PORT="${port}"`,
      'MQTT_USERNAME=hermes',
      `MQTT_PASSWORD='${password}'`,
      'MQTT_TLS=0',
    ].join('\n'),
  )

it(`reads or refuses ${filesToTry} env files`, { timeout: limitMs }, async () => {
  const path = join(temporaryFolder(), '.env')
  const host = { ...process, env: {}, cwd: () => '/' } as unknown as NodeJS.Process
  await fc.assert(
    fc.asyncProperty(mutated(envFile), async (bytes) => {
      writeFileSync(path, bytes)
      const words = await wordsOf(() => settingsFromEnv(readContext({ envFile: path }, host).env))
      expect(safeLine(words)).not.toMatch(dangerous)
      expect(words.length).toBeLessThan(5_000)
    }),
    options,
  )
})

// One registry, two languages: the same lock, the same counter, the same files.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { signPayload, verifySignature } from '../../src/domain/protocol/signature.ts'
import { readRegistry } from '../../src/io/registry/read-registry.ts'
import { registerJob } from '../../src/io/registry/register-job.ts'
import { readRecord, setStatus, takeNextSeq } from '../../src/io/registry/registry.ts'
import { putRecord, recordJson, request, temporaryDir } from '../io/registry/fixtures.ts'
import { runPython, startPython } from '../support/python.ts'
import { needs } from '../support/tools.ts'

/** A Python process that holds the lock until the test is over. */
async function holdLock(dir: string) {
  const holder = startPython('registry', ['--registry-dir', dir, 'hold-lock', '60'])
  onTestFinished(() => holder.kill('SIGKILL'))
  await holder.waitForLine(/./)
  return holder
}

needs('python3-paho-mqtt')('the registry shared with Python', () => {
  it('gives 500 seqs each to two languages at once, and none twice', async () => {
    const dir = await temporaryDir()
    const id = await registerJob(dir, request)
    const python = runPython('registry', ['--registry-dir', dir, 'next-seq', id, '--count', '500'])
    const ours = await Promise.all(Array.from({ length: 500 }, () => takeNextSeq(dir, id)))
    const { status, stdout, stderr } = await python
    expect([status, stderr]).toEqual([0, ''])
    const theirs = stdout.trim().split('\n').map(Number)
    expect([...ours, ...theirs].sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1))
    expect((await readRecord(dir, id))?.last_seq).toBe(1_000)
  })

  it('waits for a lock that Python holds, says so, and gives up after 5 s without writing', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    const holder = await holdLock(dir)
    const before = await stat(join(dir, 'abc12345.json'))
    let waitSaidMs = Number.NaN
    const startMs = performance.now()
    const onWait = () => {
      waitSaidMs = performance.now() - startMs
    }
    const attempts = [takeNextSeq(dir, id, { onWait }), registerJob(dir, request), setStatus(dir, id, 'running')]
    const outcomes = await Promise.allSettled(attempts)
    const tookMs = performance.now() - startMs
    expect(waitSaidMs).toBeLessThan(tookMs)
    expect(tookMs).toBeGreaterThanOrEqual(5_000)
    // Together, not one after another.
    expect(tookMs).toBeLessThan(14_000)
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { name: 'JobdeckError', code: 'io', message: expect.stringContaining(join(dir, '.lock')) },
      })
    if (process.platform === 'linux')
      expect(outcomes[0]).toMatchObject({ reason: { message: expect.stringContaining(`process ${holder.pid}`) } })
    expect(await readFile(join(dir, 'abc12345.json'), 'utf8')).toBe(recordJson('abc12345'))
    expect((await stat(join(dir, 'abc12345.json'))).ino).toBe(before.ino)
    expect((await readRegistry(dir)).records.size).toBe(1)
  })

  it('continues as soon as the holder is killed', async () => {
    const dir = await temporaryDir()
    const id = await putRecord(dir, 'abc12345')
    const holder = await holdLock(dir)
    const seq = takeNextSeq(dir, id, { onWait: () => holder.kill('SIGKILL') })
    expect(await seq).toBe(1)
  })

  it('makes Python wait for jobdeck, too', async () => {
    const dir = await temporaryDir()
    const id = await registerJob(dir, request)
    const outputs = await Promise.all([
      runPython('registry', ['--registry-dir', dir, 'status', id, 'running']),
      runPython('registry', ['--registry-dir', dir, 'next-seq', id, '--count', '20']),
      ...Array.from({ length: 20 }, () => takeNextSeq(dir, id)),
    ])
    expect(outputs.slice(0, 2)).toMatchObject([{ status: 0 }, { status: 0 }])
    expect(await readRecord(dir, id)).toMatchObject({ status: 'running', last_seq: 40 })
  })

  it('reads what Python registers, with every field', async () => {
    const dir = join(await temporaryDir(), 'jobs')
    const options = ['--prompt', '정렬 문제 😀', '--session', 'tmux:claude', '--timeout', '90', '--artifact', 'a.md']
    const { stdout } = await runPython(
      'registry',
      ['--registry-dir', dir, 'register', ...options, '--broker-from-env'],
      {
        env: { MQTT_BROKER: 'mqtt.internal', MQTT_PORT: '8883', MQTT_TLS: '1', MQTT_USERNAME: 'w', MQTT_PASSWORD: 'p' },
      },
    )
    expect(await readRecord(dir, stdout.trim())).toMatchObject({
      status: 'pending',
      prompt: '정렬 문제 😀',
      agent_session: 'tmux:claude',
      timeout_sec: 90,
      expected_artifacts: ['a.md'],
      broker: { host: 'mqtt.internal', port: 8883, tls: true, username: 'w', password: 'p' },
    })
  })

  it('lets Python pick what jobdeck registers', async () => {
    const dir = await temporaryDir()
    const id = await registerJob(dir, request)
    expect(await runPython('registry', ['--registry-dir', dir, 'pick'])).toMatchObject({ status: 0, stdout: `${id}\n` })
    expect((await readRecord(dir, id))?.status).toBe('running')
  })

  it('keeps unknown fields and the order of fields through both languages', async () => {
    const dir = await temporaryDir()
    const fields = { zeta: { b: 1, a: [1, 2] }, big: 1, alpha: '\u001b' }
    const text = recordJson('abc12345', fields).replace('"big":1', '"big":12345678901234567890,"ratio":1.0')
    const id = await putRecord(dir, 'abc12345', text)
    await takeNextSeq(dir, id)
    await runPython('registry', ['--registry-dir', dir, 'next-seq', id])
    await setStatus(dir, id, 'running')
    const after = await readFile(join(dir, 'abc12345.json'), 'utf8')
    expect(Object.keys(JSON.parse(after))).toEqual(Object.keys(JSON.parse(text)))
    expect(JSON.parse(after)).toMatchObject({ zeta: fields.zeta, alpha: '\u001b', status: 'running', last_seq: 2 })
    expect(after).toMatch(/"big": 12345678901234567890,\s+"ratio": 1\.0,/)
  })
})

needs('python3-paho-mqtt')('signatures shared with Python', () => {
  const token = 'tökén 😀'
  const payloads = fc.sample(
    fc.record({
      seq: fc.nat(),
      detail: fc.string({ unit: 'binary' }),
      data: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
      number: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()),
    }),
    { numRuns: 300, seed: 7 },
  )
  const linesOf = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n')
  const split = (text: string) => text.trimEnd().split('\n')

  it('made here are verified there', async () => {
    const signed = linesOf(payloads.map((payload) => signPayload(payload, token)))
    const { stdout, stderr } = await runPython('event_signature', ['verify', token], { input: signed })
    expect(stderr).toBe('')
    expect(split(stdout)).toEqual(payloads.map(() => 'verified'))
  })

  it('made there are verified here, and are forged by another token', async () => {
    const { stdout, stderr } = await runPython('event_signature', ['sign', token], { input: linesOf(payloads) })
    expect(stderr).toBe('')
    expect(split(stdout).map((text) => verifySignature(text, token))).toEqual(payloads.map(() => 'verified'))
    expect(split(stdout).map((text) => verifySignature(text, 'other'))).toEqual(payloads.map(() => 'forged'))
  })

  it('hold for numbers that JavaScript would write differently', async () => {
    const numbers = [
      '1.0',
      '-0',
      '-0.0',
      '1E5',
      '1e16',
      '1e-5',
      '123456789012345678901234567890',
      '5e-324',
      '1e22',
      '0.1',
    ]
    const input = numbers.map((number) => `{"n": ${number}}`).join('\n')
    const { stdout } = await runPython('event_signature', ['sign', token], { input })
    expect(split(stdout).map((text) => verifySignature(text, token))).toEqual(numbers.map(() => 'verified'))
  })
})

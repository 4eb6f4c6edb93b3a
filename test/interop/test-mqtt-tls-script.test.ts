// scripts/test_mqtt_tls.sh, which people run after `docker compose up`, against the shipped configuration.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerProject } from '../support/broker-project.ts'
import { type ShippedMosquitto, startShippedMosquitto } from '../support/shipped-mosquitto.ts'
import { needs } from '../support/tools.ts'

needs('mosquitto', 'mosquitto-clients')('scripts/test_mqtt_tls.sh', () => {
  let project: Awaited<ReturnType<typeof brokerProject>>
  let development: ShippedMosquitto
  let production: ShippedMosquitto

  beforeAll(async () => {
    project = await brokerProject()
    development = await startShippedMosquitto(project.directory)
    production = await startShippedMosquitto(project.directory, 'mosquitto.prod.conf')
  })
  afterAll(async () => {
    await development?.stop()
    await production?.stop()
    project?.remove()
  })

  function run(broker: ShippedMosquitto, env: Record<string, string> = {}): { status: number | null; lines: string[] } {
    const { status, stdout } = spawnSync('bash', ['scripts/test_mqtt_tls.sh'], {
      cwd: project.directory,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        MQTT_PLAIN_PORT: String(broker.ports[1883]),
        MQTT_TLS_PORT: String(broker.ports[8883]),
        ...env,
      },
    })
    return { status, lines: stdout.trim().split('\n') }
  }

  it('passes on both listeners for all users with the passwords of .env', () => {
    const checks = ['hermes', 'claude-worker', 'operator', 'nobody is refused']
    expect(run(development)).toEqual({
      status: 0,
      lines: ['Plain TCP', 'TLS'].flatMap((listener) => checks.map((check) => `${listener}, ${check}: OK`)),
    })
  })

  it('fails with a status when a listener is down', () => {
    const { status, lines } = run(production)
    expect(status).toBe(1)
    expect(lines.filter((line) => line.includes('OK'))).toEqual(
      ['hermes', 'claude-worker', 'operator', 'nobody is refused'].map((check) => `TLS, ${check}: OK`),
    )
    expect(lines).toContain('Plain TCP, hermes: FAILED (Error: Connection refused)')
    expect(lines).toContain('Plain TCP, nobody is refused: FAILED (Error: Connection refused)')
  })

  it('prefers passwords from the environment and fails on a wrong one', () => {
    const { status, lines } = run(development, { JOBDECK_OPERATOR_PASSWORD: 'wrong' })
    expect(status).toBe(1)
    expect(lines.filter((line) => line.includes('FAILED'))).toEqual([
      expect.stringMatching(/^Plain TCP, operator: FAILED \(.*not authorised/),
      expect.stringMatching(/^TLS, operator: FAILED \(.*not authorised/),
    ])
  })

  it('fails when the CA did not sign the certificate', () => {
    const { status, lines } = run(development, { MQTT_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' })
    expect(status).toBe(1)
    expect(lines.filter((line) => line.startsWith('TLS')).every((line) => line.includes('FAILED'))).toBe(true)
  })

  it('never puts a password into an argument and leaves no file with one behind', () => {
    const [programs, temporary] = ['programs', 'temporary'].map((name) => join(project.directory, name)) as [
      string,
      string,
    ]
    const seen = join(project.directory, 'arguments')
    for (const folder of [programs, temporary]) mkdirSync(folder)
    const spy = `#!/bin/sh\necho "$@" >> '${seen}'\nPATH=\${PATH#*:}\nexec mosquitto_pub "$@"\n`
    writeFileSync(join(programs, 'mosquitto_pub'), spy, { mode: 0o755 })

    const { status } = run(development, { PATH: `${programs}:${process.env.PATH}`, TMPDIR: temporary })
    expect(status).toBe(0)
    const calls = readFileSync(seen, 'utf8')
    expect(calls.trim().split('\n')).toHaveLength(8)
    for (const user of ['hermes', 'claude-worker', 'operator'] as const)
      expect(calls).not.toContain(project.passwordOf(user))
    expect(readdirSync(temporary)).toEqual([])
  })
})

// The compose files, read and merged as Docker Compose merges them: what production publishes and mounts.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { mergeCompose, mosquittoOf, readCompose } from '../support/compose-project.ts'

const root = join(import.meta.dirname, '../..')

const development = readCompose(join(root, 'docker-compose.yml'))
const production = mergeCompose(development, readCompose(join(root, 'docker-compose.prod.yml')))
const files = [
  'config/mosquitto.conf',
  'config/passwd',
  'config/acl',
  'certs/ca.crt',
  'certs/server.crt',
  'certs/server.key',
]

describe('docker-compose.yml', () => {
  const service = mosquittoOf(development)

  it('publishes the three listeners only on the loopback interface', () => {
    expect(service.ports).toEqual(['127.0.0.1:1883:1883', '127.0.0.1:8883:8883', '127.0.0.1:9001:9001'])
  })

  it('mounts every file read-only where the configuration looks for it, and refuses to start without it', () => {
    const binds = service.volumes.filter((mount) => mount.type === 'bind')
    expect(binds.map((mount) => mount.target)).toEqual(files.map((file) => `/mosquitto/${file}`))
    for (const mount of binds) expect(mount).toMatchObject({ read_only: true, bind: { create_host_path: false } })
  })

  it('keeps data and log in named volumes', () => {
    const volumes = service.volumes.filter((mount) => mount.type === 'volume')
    expect(volumes.map(({ source, target }) => `${source} ${target}`)).toEqual([
      'mosquitto_data /mosquitto/data',
      'mosquitto_log /mosquitto/log',
    ])
    expect(Object.keys(development.volumes as object)).toEqual(['mosquitto_data', 'mosquitto_log'])
  })

  it('restarts after a crash, and checks its health without a secret', () => {
    expect(service).toMatchObject({ image: 'eclipse-mosquitto:2', restart: 'unless-stopped' })
    expect(service.healthcheck.test.join(' ')).not.toMatch(/ -P |password|\$\{/)
  })
})

describe('docker-compose.prod.yml over it', () => {
  const service = mosquittoOf(production)

  it('publishes 8883 and nothing else', () => {
    expect(service.ports).toEqual(['8883:8883'])
  })

  it('would still publish 1883 without !override, which is why it needs Compose 2.24.4', () => {
    const plain = parse(readFileSync(join(root, 'docker-compose.prod.yml'), 'utf8').replaceAll('!override', ''))
    expect(mosquittoOf(mergeCompose(development, plain)).ports).toContain('127.0.0.1:1883:1883')
  })

  it('runs the production configuration with the same users, access rules and certificates', () => {
    const config = service.command?.at(-1)
    const mount = service.volumes.find(({ target }) => target === config)
    expect(mount).toMatchObject({ source: './mosquitto/mosquitto.prod.conf', read_only: true })
    for (const file of files)
      expect(service.volumes.filter(({ target }) => target === `/mosquitto/${file}`)).toHaveLength(1)
  })

  it('keeps the volumes, the health check and the restart', () => {
    const { healthcheck, restart } = mosquittoOf(development)
    expect(service).toMatchObject({ healthcheck, restart })
    expect(service.volumes.filter(({ type }) => type === 'volume')).toHaveLength(2)
  })
})

describe('both configurations', () => {
  it.each(['mosquitto.conf', 'mosquitto.prod.conf'])('%s names only paths that the compose files mount', (name) => {
    const text = readFileSync(join(root, 'mosquitto', name), 'utf8')
    const paths = [...text.matchAll(/^\w+ (\/\S+?)\/?$/gm)].map(([, path]) => path)
    const targets = mosquittoOf(production).volumes.map(({ target }) => target)
    expect(paths.length).toBeGreaterThan(5)
    expect(targets).toEqual(expect.arrayContaining(paths))
  })

  it('mount only files that are shipped or made by broker init', () => {
    const made = ['./mosquitto/passwd', './certs/ca.crt', './certs/server.crt', './certs/server.key']
    const binds = mosquittoOf(production).volumes.filter((mount) => mount.type === 'bind')
    const missing = binds.filter(({ source }) => !made.includes(source) && !existsSync(join(root, source)))
    expect(missing).toEqual([])
  })
})

// Turns the environment into settings (PROTOCOL.md §6). Nothing else in the code reads `MQTT_*`.
import { isIPv6 } from 'node:net'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { BrokerSettings } from '../mqtt/settings.ts'

/** The environment as it is passed in: that of the process, or a test's object. */
export type Environment = Readonly<Record<string, string | undefined>>

const defaults = { host: 'broker.hivemq.com', port: '1883', tls: '0', clientIdPrefix: 'hermes' }

/** What only the environment knows: a record's broker block has neither paths nor a client id prefix. */
export type EnvironmentOnlySettings = Pick<BrokerSettings, 'caFile' | 'certFile' | 'keyFile' | 'clientIdPrefix'>

/**
 * Settings of the `env` profile from the `MQTT_*` variables of PROTOCOL.md §6; an empty variable counts as not set. Does not
 * read the files that they name. Throws a `config` error that names the variable and what was expected.
 */
export function settingsFromEnv(env: Environment): BrokerSettings {
  const username = read(env, 'MQTT_USERNAME')
  const password = read(env, 'MQTT_PASSWORD')
  if (password !== null && username === null) {
    throw new JobdeckError('config', 'MQTT_PASSWORD is set without MQTT_USERNAME', 'set both or neither')
  }
  return {
    host: parseHost(read(env, 'MQTT_BROKER') ?? defaults.host),
    port: parsePort(read(env, 'MQTT_PORT') ?? defaults.port),
    tls: parseSwitch(read(env, 'MQTT_TLS') ?? defaults.tls),
    transport: 'tcp',
    username,
    password,
    ...environmentOnlySettings(env),
  }
}

/**
 * The certificate paths and the client id prefix, which a record's broker block lacks (PROTOCOL.md §6). Throws a `config`
 * error as `settingsFromEnv` does.
 */
export function environmentOnlySettings(env: Environment): EnvironmentOnlySettings {
  const certFile = read(env, 'MQTT_CERTFILE')
  const keyFile = read(env, 'MQTT_KEYFILE')
  if ((certFile === null) !== (keyFile === null)) {
    const [given, absent] = certFile === null ? ['MQTT_KEYFILE', 'MQTT_CERTFILE'] : ['MQTT_CERTFILE', 'MQTT_KEYFILE']
    throw new JobdeckError(
      'config',
      `${given} is set without ${absent}`,
      'mutual TLS needs a client certificate and its key',
    )
  }
  return {
    caFile: read(env, 'MQTT_CA_CERTS'),
    certFile,
    keyFile,
    clientIdPrefix: parseClientIdPrefix(read(env, 'MQTT_CLIENT_ID_PREFIX') ?? defaults.clientIdPrefix),
  }
}

function read(env: Environment, name: string): string | null {
  return env[name] || null
}

/** An IPv6 address may be in brackets. */
function parseHost(raw: string): string {
  const host = raw.replace(/^\[(.*)\]$/, '$1')
  const isName = /^[A-Za-z0-9_]([A-Za-z0-9._-]{0,252}[A-Za-z0-9_.])?$/.test(host)
  const isIpv6 = host.includes(':') && isIPv6(host)
  if (isName || isIpv6) return host
  const login = raw.includes('@') ? 'set the login with MQTT_USERNAME and MQTT_PASSWORD' : null
  const address = raw.includes('://') ? 'set TLS with MQTT_TLS and the port with MQTT_PORT' : null
  const hint = [address, login].filter((text) => text !== null).join(', ') || null
  throw unexpected('MQTT_BROKER', withoutLogin(raw), 'a host name or an IP address without scheme or port', hint)
}

/** The part before the `@` of a URL may contain a password. */
function withoutLogin(raw: string): string {
  return raw.replace(/^(\w+:\/\/)?.*@/s, '$1…@')
}

function parsePort(raw: string): number {
  const port = /^\d{1,5}$/.test(raw) ? Number(raw) : 0
  if (port < 1 || port > 65_535) throw unexpected('MQTT_PORT', raw, 'a port number from 1 to 65535')
  return port
}

function parseSwitch(raw: string): boolean {
  if (raw !== '0' && raw !== '1') throw unexpected('MQTT_TLS', raw, '1 (TLS) or 0 (plain)')
  return raw === '1'
}

/** Excludes `+` and `#`, because Mosquitto refuses client ids that contain them. */
function parseClientIdPrefix(raw: string): string {
  if (!/^[!-~]{1,64}$/.test(raw) || /[+#]/.test(raw)) {
    throw unexpected('MQTT_CLIENT_ID_PREFIX', raw, '1 to 64 printable ASCII characters without spaces, + and #')
  }
  return raw
}

function unexpected(name: string, raw: string, expected: string, hint: string | null = null): JobdeckError {
  return new JobdeckError('config', `${name} is "${safeLine(raw, 60)}", expected ${expected}`, hint)
}

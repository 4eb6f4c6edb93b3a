// Brokers with certificates of each kind, and the variables with which jobdeck reaches them.
import { chmodSync } from 'node:fs'
import type { Environment } from '../../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { type CertificateFolder, certificateFolder, type Pair } from '../../support/openssl-certificates.ts'
import { oddCertificate } from './odd-certificate.ts'

/** Escape sequences, a bidi override and a C1 control: what a terminal must never get from a certificate. */
const hostileName = 'x\u001b]0;owned\u0007\u001b[2J\u009b31m.evil'

type Kind =
  | 'good'
  | 'expired'
  | 'not yet valid'
  | 'for other names'
  | 'self-signed'
  | 'hostile alternative name'
  | 'hostile common name'
  | 'wanting a client certificate'
  | 'plain'

export interface TlsBrokers {
  readonly folder: CertificateFolder
  readonly pairs: Readonly<Record<'ca' | 'otherCa' | 'self' | 'client' | 'foreign', Pair>>
  of(kind: Kind): Mosquitto
  /** The variables that lead to a broker, with the CA that signed its certificate. */
  env(kind: Kind, more?: Environment): Environment
  stop(): Promise<void>
}

/** Starts them all; the caller stops them. */
export async function tlsBrokers(): Promise<TlsBrokers> {
  const folder = await certificateFolder()
  const ca = await folder.ca('Test-CA')
  const otherCa = await folder.ca('Other-CA')
  const here = { names: 'DNS:localhost,IP:127.0.0.1' }
  const good = await folder.signed('good', ca, here)
  const self = await folder.selfSigned('self', 'localhost')
  const tomorrow = new Date(Date.now() + 86_400_000)
  const servers: Record<Exclude<Kind, 'plain'>, Pair> = {
    good,
    'wanting a client certificate': good,
    expired: await folder.signed('expired', ca, { ...here, days: -1 }),
    'not yet valid': await oddCertificate(folder.path, 'early', {
      commonName: 'early',
      names: [],
      notBefore: tomorrow,
    }),
    'for other names': await folder.signed('elsewhere', ca, { names: 'DNS:mqtt.internal,IP:10.0.0.1' }),
    'self-signed': self,
    'hostile alternative name': await oddCertificate(folder.path, 'evil-san', {
      commonName: 'x',
      names: [hostileName],
    }),
    'hostile common name': await oddCertificate(folder.path, 'evil-cn', { commonName: hostileName, names: [] }),
  }
  const brokers = new Map<Kind, Mosquitto>([['plain', await startMosquitto()]])
  for (const [kind, { cert, key }] of Object.entries(servers) as [Exclude<Kind, 'plain'>, Pair][]) {
    const more = kind === 'wanting a client certificate' ? `cafile ${ca.cert}\nrequire_certificate true` : ''
    brokers.set(kind, await startMosquitto({ listener: `certfile ${cert}\nkeyfile ${key}\n${more}` }))
  }
  const of = (kind: Kind): Mosquitto => {
    const broker = brokers.get(kind)
    if (!broker) throw new Error(`no broker ${kind}`)
    return broker
  }
  const authorityOf = (kind: Kind): Pair => {
    if (kind === 'plain') return ca
    return servers[kind].cert.match(/(self|early|evil-\w+)\.crt$/) ? servers[kind] : ca
  }
  return {
    folder,
    pairs: {
      ca,
      otherCa,
      self,
      client: await folder.signed('client', ca),
      foreign: await folder.signed('foreign', otherCa),
    },
    of,
    env: (kind, more = {}) => ({
      MQTT_BROKER: '127.0.0.1',
      MQTT_PORT: String(of(kind).port),
      MQTT_TLS: '1',
      MQTT_CA_CERTS: authorityOf(kind).cert,
      ...more,
    }),
    stop: async () => {
      for (const broker of brokers.values()) await broker.stop()
      await folder.remove()
    },
  }
}

/** Lets every user of the machine read a key. */
export function exposeKey({ key }: Pair): void {
  chmodSync(key, 0o644)
}

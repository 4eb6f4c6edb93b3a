// The doctor's checks of the chosen profile's broker: whether it can be reached, and how safe the connection is.
import { isIP } from 'node:net'
import { connect, type PeerCertificate } from 'node:tls'
import { JobdeckError } from '../../domain/failure.ts'
import { eventsFilterOf } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { mqttVersionName } from '../../io/mqtt/mqtt-version.ts'
import { isLoopback } from '../../io/mqtt/public-broker.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import { readTlsFiles } from '../../io/mqtt/tls-files.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { type Finding, fault, fine, warning } from './finding.ts'
import { openProbe } from './verify-probe.ts'

const dayMs = 86_400_000
/** Enough time to get a new certificate. */
const soonDays = 21
const handshakeTimeoutMs = 5_000

/** Connects with a profile and subscribes as the monitor does. */
export async function checkBroker(
  profile: Profile,
  topicBase: string,
  env: Environment,
  clock: Clock,
): Promise<readonly Finding[]> {
  if (profile.kind === 'embedded') return [fine('broker', 'inside the process (profile embedded)')]
  try {
    const settings = await resolveSettings(profile, env, clock)
    const filter = eventsFilterOf(topicBase)
    // The checks of files report keys that others can read.
    const probe = await openProbe({ settings, topic: filter, filter, clock, onWarning: () => {} })
    await probe.close()
    const version = mqttVersionName(probe.mqttVersion)
    const user = settings.username === null ? 'without login' : `as ${settings.username}`
    const route = `${brokerUrl(settings)} ${user}, MQTT ${version} (profile ${profile.name})`
    return [fine('broker', route), ...checkPrivacy(settings), ...(await checkCertificate(settings, clock.wallMs()))]
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    return [fault('broker', `${error.message} (profile ${profile.name})`, error.hint)]
  }
}

function checkPrivacy(settings: BrokerSettings): readonly Finding[] {
  if (isLoopback(settings.host)) return []
  if (settings.username === null && settings.certFile === null)
    return [warning('broker', 'public: anyone can read and send events there', 'use it only to try jobdeck out')]
  if (!settings.tls)
    return [warning('broker', 'plain: the password and the events travel unencrypted', 'use a TLS listener (8883)')]
  return []
}

/** How long the broker's certificate is still valid. The MQTT connection has checked everything else about it. */
async function checkCertificate(settings: BrokerSettings, nowMs: number): Promise<readonly Finding[]> {
  if (!settings.tls) return []
  const certificate = await peerCertificate(settings)
  if (!certificate?.valid_to) return []
  const days = Math.floor((Date.parse(certificate.valid_to) - nowMs) / dayMs)
  const text = `the broker's is valid for ${days} more ${days === 1 ? 'day' : 'days'}`
  return days < soonDays
    ? [warning('certificate', text, 'make a new one (certs/README.md)')]
    : [fine('certificate', text)]
}

function peerCertificate(settings: BrokerSettings): Promise<PeerCertificate | null> {
  const { ca, cert, key } = readTlsFiles(settings)
  return new Promise((resolve) => {
    const socket = connect({
      host: settings.host,
      port: settings.port,
      ...(isIP(settings.host) ? {} : { servername: settings.host }),
      ...(ca && { ca }),
      ...(cert && key && { cert, key }),
      timeout: handshakeTimeoutMs,
    })
    const done = (certificate: PeerCertificate | null) => {
      socket.destroy()
      resolve(certificate)
    }
    socket.once('secureConnect', () => done(socket.getPeerCertificate()))
    socket.once('timeout', () => done(null))
    socket.once('error', () => done(null))
  })
}

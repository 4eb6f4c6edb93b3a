// Tries MQTT 5 first, and MQTT 3.1.1 when the broker does not speak it, which brokers report in many ways (PROTOCOL.md §7).
import type { ConnectFailure } from './connect-failure.ts'
import type { SessionRequest } from './connection-session.ts'
import { type Link, type LinkOptions, openLink } from './link.ts'
import type { MqttVersion } from './mqtt-version.ts'
import { brokerUrl } from './settings.ts'

export type NegotiatedLinkOptions = Omit<LinkOptions, 'mqttVersion' | 'session' | 'onUp'> & {
  readonly sessionFor: (mqttVersion: MqttVersion) => SessionRequest
  readonly onUp: (link: Link, mqttVersion: MqttVersion, isSessionPresent: boolean) => void
}

/** A link that is being opened; `onUp` receives the one that came up. */
export type NegotiatedLink = Pick<Link, 'acknowledge' | 'lastHeardMs' | 'end'>

/** URLs of brokers that answered in MQTT 3.1.1 but not in MQTT 5, for the life of the process. */
const speakOnly311 = new Set<string>()

const versionRefusals: ReadonlySet<number> = new Set([1, 132])

/**
 * Opens a link in the highest version that the broker speaks. A broker that is known to need 3.1.1 is dialled in 3.1.1; if
 * that fails the same way, the next call starts at 5 again. Never throws: every failure reaches `onFailure`.
 */
export function openNegotiatedLink(options: NegotiatedLinkOptions): NegotiatedLink {
  const url = brokerUrl(options.settings)
  let link: Link | null = null
  let isEnded = false
  tryVersion(speakOnly311.has(url) ? 4 : 5)

  function tryVersion(mqttVersion: MqttVersion): void {
    try {
      link = openLink({
        ...options,
        mqttVersion,
        session: options.sessionFor(mqttVersion),
        onUp: (up, isSessionPresent) => {
          if (mqttVersion === 4) speakOnly311.add(url)
          options.onUp(up, mqttVersion, isSessionPresent)
        },
        onFailure: (failure) => onFailure(mqttVersion, failure),
      })
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      // Deferred: the caller does not have the link yet.
      queueMicrotask(() => {
        if (!isEnded) options.onFailure({ kind: 'setup', error })
      })
    }
  }

  function onFailure(mqttVersion: MqttVersion, failure: ConnectFailure): void {
    const isAboutVersion = mayBeVersionRefusal(failure)
    if (isAboutVersion && mqttVersion === 5) {
      tryVersion(4)
      return
    }
    if (isAboutVersion) speakOnly311.delete(url)
    options.onFailure(failure)
  }

  return {
    acknowledge: (through) => link?.acknowledge(through),
    lastHeardMs: () => link?.lastHeardMs() ?? null,
    end: async (session) => {
      isEnded = true
      await link?.end(session)
    },
  }
}

/** A broker may refuse a version with a code, close the connection, or stay silent instead of sending a CONNACK. */
function mayBeVersionRefusal(failure: ConnectFailure): boolean {
  if (failure.kind === 'connack') return versionRefusals.has(failure.reasonCode)
  if (failure.kind === 'closed-early') return failure.heard === 'nothing' || failure.heard === 'other'
  return failure.kind === 'connack-timeout'
}

// The broker as the status bar names it.
import { isLoopback } from '../../io/mqtt/public-broker.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { ProfileAddress } from '../../io/profiles/profile-settings.ts'

export interface BrokerView {
  readonly profile: string
  readonly url: string
  readonly username: string | null
  /**
   * `local`: no login, on this machine; `public`: no login, elsewhere; `plain`: a login but no TLS; `tls`: both; `unknown`: the
   * settings do not lead to a broker.
   */
  readonly security: 'tls' | 'plain' | 'local' | 'public' | 'unknown'
}

const unresolvedUrl = 'no broker'

/** `address` is null when the settings do not lead to a broker. */
export function brokerViewOf(profileName: string, address: ProfileAddress | null): BrokerView {
  return {
    profile: profileName,
    url: address ? brokerUrl(address) : unresolvedUrl,
    username: address?.username || null,
    security: address ? securityOf(address) : 'unknown',
  }
}

/** A broker that asks for no login is open to everyone who reaches it, even with TLS. */
function securityOf({ host, tls, username, certFile }: ProfileAddress): BrokerView['security'] {
  if (!username && !(tls && certFile)) return isLoopback(host) ? 'local' : 'public'
  return tls ? 'tls' : 'plain'
}

// The ways in which a connection can fail; `explain-failure.ts` puts them into words.

/** What the first bytes from the other side looked like, if they were not MQTT. */
export type Heard = 'nothing' | 'tls' | 'http' | 'other'

export type ConnectFailure =
  /** The settings cannot even be tried. */
  | { readonly kind: 'setup'; readonly error: Error }
  /** The socket or the TLS handshake failed; `code` is Node's or OpenSSL's. */
  | { readonly kind: 'socket'; readonly code: string; readonly error: Error }
  /** The transport did not come up in time. */
  | { readonly kind: 'connect-timeout' }
  /** The transport came up, but the broker never answered. */
  | { readonly kind: 'connack-timeout' }
  /** The transport came up, then was closed or answered nonsense before a CONNACK. */
  | { readonly kind: 'closed-early'; readonly heard: Heard }
  /** The broker answered and refused. */
  | { readonly kind: 'connack'; readonly reasonCode: number }
  | { readonly kind: 'suback'; readonly reasonCode: number; readonly filter: string }
  | { readonly kind: 'suback-timeout' }
  /** The broker sent a DISCONNECT (MQTT 5). */
  | { readonly kind: 'disconnect'; readonly reasonCode: number }
  /** An established connection broke. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'keepalive' }
  | { readonly kind: 'malformed' }

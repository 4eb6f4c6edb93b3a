// Every way in which a connection fails, as an error that a person can act on. The tables are the whole of it: a failure
// is looked up by its most specific name first, then by its kind.
import { type ErrorCode, JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { ConnectFailure, Heard } from './connect-failure.ts'
import { reasonWords } from './reason-words.ts'
import { type BrokerSettings, brokerUrl } from './settings.ts'

/**
 * When to retry: `soon`; `slowly`, when the fault passes only once somebody acts on the other side or sets a clock; or only
 * once these settings have worked, because until then they are probably wrong and wait for the user.
 */
export type Retry = 'soon' | 'slowly' | 'soon-once-worked' | 'slowly-once-worked'

export interface ExplainedFailure {
  readonly error: JobdeckError
  readonly retry: Retry
}

interface Row {
  readonly code: ErrorCode
  readonly retry: Retry
  /** What failed; `{url}`, `{host}`, `{port}`, `{user}`, `{names}`, `{filter}`, `{reason}`, `{detail}` are filled in. */
  readonly message: string
  readonly hint: string
}

const unreachable = (message: string, hint: string, retry: Retry = 'soon'): Row => {
  return { code: 'unreachable', retry, message, hint }
}
const refused = (message: string, hint: string, retry: Retry = 'soon'): Row => {
  return { code: 'refused', retry, message, hint }
}
const untrusted = (message: string, hint: string): Row => unreachable(message, hint, 'slowly-once-worked')
/** The clock of either machine may be the whole fault. */
const outOfDate = (message: string, hint: string): Row => unreachable(message, hint, 'slowly')

const loginRefused = refused(
  '{url} refused the login of {user} ({reason})',
  'check the user name and password (MQTT_USERNAME, MQTT_PASSWORD or the profile)',
  'slowly-once-worked',
)
const brokerBusy = unreachable('{url} is not accepting connections ({reason})', 'retrying')
const noIssuer = untrusted(
  '{url} has a certificate from an unknown CA',
  'name the CA that signed it with MQTT_CA_CERTS or in the profile',
)
const selfSigned = untrusted(
  '{url} has a self-signed certificate that is not trusted',
  'name that certificate (or its CA) with MQTT_CA_CERTS or in the profile',
)
const clientCertificateRequired = untrusted(
  '{url} requires a client certificate (mutual TLS)',
  'set MQTT_CERTFILE and MQTT_KEYFILE, or both in the profile',
)
const clientCertificateRefused = untrusted(
  '{url} does not accept the client certificate',
  'use one that is in date and signed by a CA that the broker trusts (MQTT_CERTFILE, MQTT_KEYFILE)',
)
const clientCertificateExpired = outOfDate(
  '{url} does not accept the client certificate (expired)',
  'use one that is in date (MQTT_CERTFILE, MQTT_KEYFILE), or check the clocks of both machines',
)
const nothingThere = unreachable(
  '{host} is unreachable from here ({url})',
  'check the network, the VPN and the firewall',
)
const notFound = unreachable('the host {host} of {url} is unknown', 'check the host name (MQTT_BROKER or the profile)')
const plainPort = unreachable(
  '{url} does not speak TLS (port {port} is a plain port)',
  'turn TLS off, or use the TLS port (often 8883)',
  'soon-once-worked',
)
const tlsTooOld = untrusted(
  '{url} and jobdeck have no TLS version or cipher in common',
  'the broker must offer TLS 1.2 or newer',
)

/** Node's and OpenSSL's codes of a socket that failed. */
const bySocketCode: Readonly<Record<string, Row>> = {
  ECONNREFUSED: unreachable('{url} refused the connection', 'is a broker running there? check the host and port'),
  ENOTFOUND: notFound,
  EAI_AGAIN: unreachable('the host {host} of {url} cannot be looked up', 'check the network and its DNS'),
  ETIMEDOUT: unreachable('{url} did not answer', 'check the host and port, and any firewall in between'),
  EHOSTUNREACH: nothingThere,
  ENETUNREACH: nothingThere,
  EADDRNOTAVAIL: nothingThere,
  EACCES: nothingThere,
  EPERM: nothingThere,
  WEBSOCKET_REFUSED: unreachable(
    '{url} did not open a WebSocket ({detail})',
    'check that port {port} listens for MQTT over WebSocket (often 9001), and whether TLS must be on or off',
  ),
  ERR_SSL_WRONG_VERSION_NUMBER: plainPort,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plainPort,
  ERR_SSL_HTTP_REQUEST: plainPort,
  TLS_HANDSHAKE_CLOSED: unreachable(
    '{url} closed the connection during the TLS handshake (port {port} is probably a plain port)',
    'turn TLS off, or use the TLS port (often 8883)',
    'soon-once-worked',
  ),
  TLS_HANDSHAKE_TIMEOUT: unreachable(
    '{url} did not answer the TLS handshake (port {port} may be a plain port)',
    'turn TLS off, or use the TLS port (often 8883)',
  ),
  CERT_HAS_EXPIRED: outOfDate(
    'the certificate of {url} has expired',
    'the broker needs a new one, unless the clock of this machine is wrong',
  ),
  CERT_NOT_YET_VALID: outOfDate('the certificate of {url} is not valid yet', 'check the clocks of both machines'),
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted(
    'the certificate of {url} is not for {host} but for {names}',
    'connect by one of these names, or give the broker a certificate for {host}',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: noIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: noIssuer,
  UNABLE_TO_GET_ISSUER_CERT: noIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: noIssuer,
  CERT_UNTRUSTED: noIssuer,
  CERT_SIGNATURE_FAILURE: untrusted(
    'the certificate of {url} was not signed by the CA that it names',
    'the CA bundle (MQTT_CA_CERTS) may hold another CA of the same name',
  ),
  CERT_REVOKED: untrusted('the certificate of {url} has been revoked', 'the broker needs a new one'),
  // OpenSSL gives the same answer for both.
  INVALID_PURPOSE: untrusted(
    'the certificate of {url} is not meant for a server, or its issuer is not a CA',
    'the broker needs another one, signed by a CA',
  ),
  INVALID_CA: untrusted('the issuer of the certificate of {url} is not a CA', 'check the CA bundle (MQTT_CA_CERTS)'),
  TLS_ALERT_CERTIFICATE_REQUIRED: clientCertificateRequired,
  TLS_ALERT_HANDSHAKE_FAILURE: clientCertificateRequired,
  TLS_ALERT_UNKNOWN_CA: clientCertificateRefused,
  TLS_ALERT_BAD_CERTIFICATE: clientCertificateRefused,
  TLS_ALERT_CERTIFICATE_EXPIRED: clientCertificateExpired,
  TLS_ALERT_CERTIFICATE_REVOKED: clientCertificateRefused,
  TLS_ALERT_CERTIFICATE_UNKNOWN: clientCertificateRefused,
  TLS_ALERT_UNSUPPORTED_CERTIFICATE: clientCertificateRefused,
  TLS_ALERT_DECRYPT_ERROR: clientCertificateRefused,
  TLS_ALERT_ACCESS_DENIED: clientCertificateRefused,
  TLS_ALERT_PROTOCOL_VERSION: tlsTooOld,
  ERR_SSL_UNSUPPORTED_PROTOCOL: tlsTooOld,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: tlsTooOld,
  ERR_SSL_KEY_VALUES_MISMATCH: untrusted(
    'the client key for {url} does not fit the client certificate',
    'check MQTT_CERTFILE and MQTT_KEYFILE',
  ),
}

/** Reason codes of a CONNACK, and of a broker's DISCONNECT. */
const byConnectReason: Readonly<Record<number, Row>> = {
  1: unreachable('{url} speaks neither MQTT 5 nor MQTT 3.1.1', 'use a broker that does', 'soon-once-worked'),
  132: unreachable('{url} speaks neither MQTT 5 nor MQTT 3.1.1', 'use a broker that does', 'soon-once-worked'),
  3: brokerBusy,
  4: loginRefused,
  5: loginRefused,
  134: loginRefused,
  135: loginRefused,
  136: brokerBusy,
  137: brokerBusy,
  138: refused('{url} has banned this client ({user})', "ask the broker's administrator", 'slowly-once-worked'),
  139: unreachable('{url} is shutting down', 'retrying'),
  140: loginRefused,
  151: brokerBusy,
  159: brokerBusy,
}

const closedInTls = unreachable('{url} closed the connection without an answer', "see the broker's log")

const byHeard: Readonly<Record<Heard, Row>> = {
  tls: unreachable(
    '{url} answered in TLS (port {port} is a TLS port)',
    'turn TLS on (MQTT_TLS=1 or in the profile), or use the plain port (often 1883)',
    'soon-once-worked',
  ),
  http: unreachable(
    '{url} answered as a web server (port {port} does not speak MQTT)',
    'check the port, or use MQTT over WebSocket in a profile',
    'soon-once-worked',
  ),
  other: unreachable('{url} answered with something that is not MQTT', 'check the host and port'),
  nothing: unreachable(
    '{url} closed the connection without an answer',
    "if port {port} is a TLS port (often 8883), turn TLS on; otherwise see the broker's log",
  ),
}

const byKind: Readonly<Record<ConnectFailure['kind'], Row>> = {
  setup: {
    code: 'config',
    retry: 'slowly-once-worked',
    message: '{url} cannot be tried ({detail})',
    hint: 'check the settings',
  },
  socket: unreachable('the connection to {url} failed ({detail})', 'check the host, the port and the network'),
  'connect-timeout': unreachable('{url} did not answer', 'check the host and port, and any firewall in between'),
  'connack-timeout': unreachable(
    '{url} accepted the connection but does not answer MQTT',
    'check the port, and whether TLS must be on or off',
  ),
  'closed-early': unreachable('{url} closed the connection without an answer', 'check the host and port'),
  connack: refused('{url} refused the connection ({reason})', "see the broker's log"),
  suback: refused('{url} refused the subscription to {filter} ({reason})', "see the broker's log"),
  'suback-timeout': unreachable('{url} does not answer the subscription', 'retrying'),
  disconnect: unreachable('{url} closed the connection ({reason})', 'retrying'),
  lost: unreachable('the connection to {url} was lost', 'retrying'),
  keepalive: unreachable('{url} stopped responding', 'retrying'),
  malformed: unreachable('{url} sent something that is not MQTT', 'retrying'),
}

const readingDenied = refused(
  '{url} does not allow {user} to read {filter}',
  "check the broker's ACL and the topic base",
  'slowly-once-worked',
)

const bySubackReason: Readonly<Record<number, Row>> = { 128: readingDenied, 135: readingDenied, 143: readingDenied }

/**
 * OpenSSL's and Node's other TLS codes (`UNSPECIFIED`: a certificate fault that Node has no name for). They concern trust or
 * configuration, which a retry does not fix.
 */
const anyTlsCode = /^((ERR_SSL|ERR_TLS|ERR_OSSL|CERT|CRL|UNABLE|INVALID|HOSTNAME)_|UNSPECIFIED$)/
const anyTlsFailure = untrusted(
  'the TLS connection to {url} failed ({detail})',
  'check its certificate and the CA bundle (MQTT_CA_CERTS)',
)

/**
 * The failure as an error that names the broker, what went wrong and what to do, and when to retry. Text from the other
 * side (certificate names) is made safe; a broker's own reason text and all secrets are left out.
 */
export function explainFailure(failure: ConnectFailure, settings: BrokerSettings): ExplainedFailure {
  const row = rowOf(failure, settings)
  const facts = factsOf(failure, settings)
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '')
  return { error: new JobdeckError(row.code, fill(row.message), fill(row.hint)), retry: row.retry }
}

function rowOf(failure: ConnectFailure, settings: BrokerSettings): Row {
  if (failure.kind === 'socket') {
    const code = tlsCode(failure)
    return bySocketCode[code] ?? (anyTlsCode.test(code) ? anyTlsFailure : byKind.socket)
  }
  if (failure.kind === 'closed-early') {
    return settings.tls && failure.heard === 'nothing' ? closedInTls : byHeard[failure.heard]
  }
  if (failure.kind === 'connack' || failure.kind === 'disconnect') {
    return byConnectReason[failure.reasonCode] ?? byKind[failure.kind]
  }
  if (failure.kind === 'suback') return bySubackReason[failure.reasonCode] ?? byKind.suback
  return byKind[failure.kind]
}

/** One name for each TLS failure: Node hides some behind `EPROTO`, and OpenSSL's versions prefix alerts differently. */
function tlsCode({ code, error }: { readonly code: string; readonly error: Error }): string {
  const hidden = code === 'EPROTO' ? /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] : undefined
  const full = hidden ? `ERR_SSL_${hidden.toUpperCase().replaceAll(' ', '_')}` : code
  return full.replace(/^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_ALERT_/, 'TLS_ALERT_')
}

function factsOf(failure: ConnectFailure, settings: BrokerSettings): Readonly<Record<string, string>> {
  return {
    url: safeLine(brokerUrl(settings)),
    host: safeLine(settings.host),
    port: String(settings.port),
    user: settings.username === null ? 'an anonymous client' : `"${safeLine(settings.username, 60)}"`,
    names: 'error' in failure ? certificateNames(failure.error) : '',
    filter: 'filter' in failure ? safeLine(failure.filter, 200) : '',
    reason: 'reasonCode' in failure ? reasonWords(failure.reasonCode) : '',
    detail: 'error' in failure ? safeLine(detailOf(failure.error), 160) : '',
  }
}

/** OpenSSL's messages carry source lines after the first line. */
function detailOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code
  const reason = (error as { reason?: unknown }).reason
  if (typeof reason === 'string') return reason
  return error.message.split('\n')[0] || code || 'no reason given'
}

/** The names that the peer's certificate is for: its alternative names, or its common name when it has none. */
function certificateNames(error: Error): string {
  const { cert } = error as { cert?: { subjectaltname?: unknown; subject?: { CN?: unknown } } }
  const alternative = typeof cert?.subjectaltname === 'string' ? cert.subjectaltname : ''
  const names =
    alternative.replaceAll(/(DNS|IP Address|URI|email):/g, '') || String(cert?.subject?.CN ?? 'an unnamed host')
  return safeLine(names, 200)
}

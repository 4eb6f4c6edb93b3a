// The deck before the first job: what jobdeck listens to, and how to send a first event. Pure.
import type { DeckState } from '../../monitor/deck-state.ts'
import type { Size } from '../chrome/chrome-layout.ts'
import { fitLines, gap, type Line, lineWidth, own, span } from '../text/line.ts'

type Shown = Pick<DeckState, 'broker' | 'connection' | 'topicFilter'>

interface Address {
  readonly host: string
  readonly port: string
}

/** Host and port of the broker's URL, as `mosquitto_pub` takes them; null for WebSocket, which it does not speak. */
function addressOf(url: string): Address | null {
  const [, host, port] = /^mqtts?:\/\/(.+):(\d+)$/.exec(url) ?? []
  return host && port ? { host: host.replace(/^\[|\]$/g, ''), port } : null
}

/** A first event to try, as one command broken where shells and JSON let it be. */
function commandRows({ broker, topicFilter }: Shown): readonly string[] {
  const address = addressOf(broker.url)
  if (!address) return []
  const secrets = [
    ...(broker.security === 'tls' ? ['--cafile ca.crt'] : []),
    ...(broker.username ? [`-u ${broker.username} -P …`] : []),
  ]
  return [
    `mosquitto_pub -h ${address.host} -p ${address.port} \\`,
    ...(secrets.length > 0 ? [`  ${secrets.join(' ')} \\`] : []),
    `  -t ${topicFilter.replace('+', 'hello')} \\`,
    `  -m '{"schema_version":1,"seq":1,`,
    `       "job_id":"hello","event":"started"}'`,
  ]
}

const headings: Readonly<Record<DeckState['connection']['phase'], string>> = {
  connected: 'No jobs yet',
  connecting: 'Connecting…',
  waiting: 'Not connected',
  stopped: 'Not connected',
  closed: 'Not connected',
}

/** Exactly `size`, the text in the middle. The command is shown whole or not at all. */
export function emptyDeckLines(state: Shown, size: Size): readonly Line[] {
  const about: readonly Line[] = [
    [own(headings[state.connection.phase], 'strong')],
    [],
    [own('jobdeck listens to '), span(state.broker.url, 'brand')],
    [own('for events on '), span(state.topicFilter, 'brand')],
  ]
  const trial: readonly Line[] = [
    [],
    [own('A job appears with its first event. To try it:', 'quiet')],
    ...commandRows(state).map((row) => [own(row)]),
  ]
  const whole = [...about, ...trial]
  const isRoomy = whole.length <= size.rows && whole.every((line) => lineWidth(line) <= size.columns - 2)
  const shown = isRoomy && trial.length > 2 ? whole : about
  const left = Math.max(1, Math.floor((size.columns - Math.max(...shown.map(lineWidth))) / 2))
  const above = Math.max(0, Math.floor((size.rows - shown.length) / 2))
  const blanks: readonly Line[] = Array.from({ length: above }, () => [])
  return fitLines([...blanks, ...shown.map((line) => [gap(left), ...line])], size.columns, size.rows)
}

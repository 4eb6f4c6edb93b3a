// The deck before the first job: what jobdeck listens to, and how to send a first event. Pure.
import type { DeckState } from '../../monitor/deck-state.ts'
import { ownText } from '../../protocol/sanitize.ts'
import type { Size } from '../chrome/chrome-layout.ts'
import { fitLines, gap, type Line, lineWidth, own, span, wrapCells } from '../text/line.ts'

type Shown = Pick<DeckState, 'broker' | 'connection' | 'topicFilter'>

interface Address {
  readonly host: string
  readonly port: string
}

/** Host and port of the broker's URL, as `mosquitto_pub` takes them. */
function addressOf(url: string): Address {
  const [, host = '127.0.0.1', port = '1883'] = /^\w+:\/\/(.+):(\d+)$/.exec(url) ?? []
  return { host: host.replace(/^\[|\]$/g, ''), port }
}

/** A first event to try, as the arguments of one command, broken where a shell lets them be. */
function commandRows({ broker, topicFilter }: Shown): readonly string[] {
  const { host, port } = addressOf(broker.url)
  const payload = '{"schema_version":1,"seq":1,"job_id":"hello","event":"started","detail":"hello"}'
  return [
    `mosquitto_pub -h ${host} -p ${port} -q 1 \\`,
    `  -t ${topicFilter.replace('+', 'hello')} \\`,
    `  -m '${payload}'`,
  ]
}

const headings: Readonly<Record<DeckState['connection']['phase'], string>> = {
  connected: 'No jobs yet',
  connecting: 'Connecting…',
  waiting: 'Not connected',
  stopped: 'Not connected',
  closed: 'Not connected',
}

/** Exactly `size`, the text in the middle. */
export function emptyDeckLines(state: Shown, size: Size): readonly Line[] {
  const cells = Math.max(10, size.columns - 4)
  const text: readonly Line[] = [
    [own(headings[state.connection.phase], 'strong')],
    [],
    [own('jobdeck listens to '), span(state.broker.url, 'brand')],
    [own('for events on '), span(state.topicFilter, 'brand')],
    [],
    [own('A job appears with its first event. To try it:', 'quiet')],
    ...commandRows(state).flatMap((row) => wrapCells(ownText(row), cells, 4).map((part): Line => [span(part)])),
  ]
  const shown = text.length > size.rows ? text.filter((line) => line.length > 0) : text
  const left = Math.max(0, Math.floor((size.columns - Math.max(...shown.map(lineWidth))) / 2))
  const above = Math.max(0, Math.floor((size.rows - shown.length) / 2))
  const blank: Line = []
  return fitLines(
    [...Array.from({ length: above }, () => blank), ...shown.map((line) => [gap(left), ...line])],
    size.columns,
    size.rows,
  )
}

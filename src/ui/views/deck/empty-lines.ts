// The deck before the first job: what jobdeck listens to, which jobs it waits for, and what to do next. Pure.
import type { DeckState } from '../../../app/deck/deck-state.ts'
import { joinText, type SafeText, safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { fitLines, gap, type Line, lineWidth, span } from '../../cells/line.ts'
import type { Size } from '../../cells/size.ts'
import type { Role } from '../../cells/theme.ts'
import { type Keymap, labelOf } from '../../keys/keymap.ts'
import { deckKeys } from './keys.ts'

type Shown = Pick<DeckState, 'broker' | 'connection' | 'topicFilter' | 'only'>

interface Address {
  readonly host: SafeText
  readonly port: SafeText
}

/** Longer lines than this are hard to read. */
const proseCells = 60
/** Further jobs are counted, not named. */
const maxNames = 12

/** Host and port of the broker's URL, as `mosquitto_pub` takes them; null for WebSocket, which it does not speak. */
function addressOf(url: string): Address | null {
  const [, host, port] = /^mqtts?:\/\/(.+):(\d+)$/.exec(url) ?? []
  return host && port ? { host: safeLine(host.replace(/^\[|\]$/g, '')), port: safeLine(port) } : null
}

/** A first event to try, as one command with line breaks where the shell and JSON allow them. */
function commandRows({ broker, topicFilter }: Shown): readonly SafeText[] {
  const address = addressOf(broker.url)
  if (!address) return []
  const secrets = [
    ...(broker.url.startsWith('mqtts:') ? [safe`--cafile ca.crt`] : []),
    ...(broker.username ? [safe`-u ${safeLine(broker.username, 64)} -P …`] : []),
  ]
  return [
    safe`mosquitto_pub -h ${address.host} -p ${address.port} \\`,
    ...(secrets.length > 0 ? [safe`  ${joinText(secrets, ' ')} \\`] : []),
    safe`  -t ${safeLine(topicFilter.replace('+', 'hello'), 300)} \\`,
    safe`  -m '{"schema_version":1,"seq":1,`,
    safe`       "job_id":"hello","event":"started"}'`,
  ]
}

const headings = {
  connected: 'No jobs yet',
  connecting: 'Connecting…',
  waiting: 'Not connected',
  stopped: 'Not connected',
  closed: 'Not connected',
} as const satisfies Record<DeckState['connection']['phase'], string>

function heading({ connection, only }: Shown): Line {
  if (connection.phase !== 'connected' || only === null) return [span(headings[connection.phase], 'strong')]
  if (only === 'mine') return [span('Waiting for your jobs', 'strong')]
  return [span(only.size === 1 ? 'Waiting for one job' : safe`Waiting for ${only.size} jobs`, 'strong')]
}

function prose(text: string, cells: number, role: Role = 'plain'): readonly Line[] {
  return wrapCells(safeLine(text), Math.min(cells, proseCells), 8).map((row) => [span(row, role)])
}

function brokerLines({ broker, topicFilter, only }: Shown, cells: number): readonly Line[] {
  if (broker.security === 'unknown') return []
  const listens: Line = [span('jobdeck listens to '), span(safeLine(broker.url, 300), 'brand')]
  if (only === null) return [listens, [span('for events on '), span(safeLine(topicFilter, 300), 'brand')]]
  if (only === 'mine') return [listens, [span('for jobs with a record only')]]
  const names = [...only].slice(0, maxNames).join(', ')
  const others = only.size > maxNames ? ` and ${only.size - maxNames} more` : ''
  return [
    listens,
    [span(only.size === 1 ? 'for this job only:' : 'for these jobs only:')],
    ...prose(`${names}${others}`, cells, 'brand'),
  ]
}

/** The words with the key in place of `*`; nothing when the user has unbound it. */
function ifKey(key: SafeText | null, words: string): string {
  return key === null ? '' : words.replace('*', () => key)
}

function waitingAdvice(reconnect: SafeText | null, brokers: SafeText | null): string {
  const parts = [ifKey(reconnect, '* tries again now'), ifKey(brokers, '* chooses another broker')]
  const advice = parts.filter((part) => part !== '').join(', ')
  return advice === '' ? '' : `${advice}.`
}

/** What the user can do: each part is shown whole or not at all, so the most helpful one comes first. */
function adviceParts(state: Shown, keymap: Keymap, cells: number): readonly (readonly Line[])[] {
  const key = (name: string) => labelOf(keymap, deckKeys, name)
  const { broker, connection, only } = state
  const isConnected = connection.phase === 'connected'
  const command = isConnected && only === null ? commandRows(state).map((row): Line => [span(row)]) : []
  return [
    broker.security === 'unknown' && connection.phase === 'stopped'
      ? prose(
          `The settings of the profile ${broker.profile} do not lead to a broker. Fix them and start jobdeck again${ifKey(key('brokers'), ', or press * to choose another broker')}.`,
          cells,
        )
      : [],
    only
      ? prose(
          `To see every job: ${ifKey(key('quit'), '*, then ')}jobdeck without ${only === 'mine' ? '--mine' : 'ids'}.`,
          cells,
        )
      : [],
    command.length > 0 ? [[span('A job appears with its first event. To try it:', 'quiet')], ...command] : [],
    only
      ? prose(
          `Registered ids: jobdeck list. A job appears with its record${only === 'mine' ? '' : ' or with its first event'}.`,
          cells,
          'quiet',
        )
      : [],
    connection.phase === 'waiting' ? prose(waitingAdvice(key('reconnect'), key('brokers')), cells, 'quiet') : [],
  ].filter((part) => part.length > 0)
}

/** Exactly `size`, with the text centred. */
export function emptyDeckLines(state: Shown, keymap: Keymap, size: Size): readonly Line[] {
  const cells = size.columns - 2
  const about = brokerLines(state, cells)
  let shown: readonly Line[] = [heading(state), ...(about.length > 0 ? [[], ...about] : [])]
  for (const part of adviceParts(state, keymap, cells)) {
    const longer = [...shown, [], ...part]
    if (longer.length <= size.rows && part.every((line) => lineWidth(line) <= cells)) shown = longer
  }
  const left = Math.max(1, Math.floor((size.columns - Math.max(...shown.map(lineWidth))) / 2))
  const above = Math.max(0, Math.floor((size.rows - shown.length) / 2))
  const blanks: readonly Line[] = Array.from({ length: above }, () => [])
  return fitLines([...blanks, ...shown.map((line) => [gap(left), ...line])], size.columns, size.rows)
}

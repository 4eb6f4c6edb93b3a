// How `jobdeck verify` prints its logins and its checks for people.
import { type Check, checkNames } from '../../app/checks/verify-checks.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'

/** One of the two logins, without its password. */
export function loginLine(role: 'observer' | 'publisher', profileName: string, settings: BrokerSettings): string {
  const user = settings.username === null ? 'without login' : `as ${safeLine(settings.username, 60)}`
  return `${role}: ${safeLine(brokerUrl(settings))} ${user} (profile ${profileName})`
}

/** A mark, the name in a column, and the reason. */
export function checkLine({ name, ok, reason }: Check): string {
  const width = Math.max(...checkNames.map((known) => known.length))
  return `${ok ? '✓' : '✗'} ${name.padEnd(width)}  ${safeLine(reason ?? '')}`.trimEnd()
}

// How the checks of a cut-over describe the two logins and the result of a publish.

import { safeLine } from '../../domain/text/safe-text.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'

export interface Logins {
  readonly observer: BrokerSettings
  readonly publisher: BrokerSettings
}

/** Why an event that the publisher's broker acknowledged in `mqttVersion` did not reach the observer. */
export function undeliveredWords({ observer, publisher }: Logins, topic: string, mqttVersion: 4 | 5): string {
  const unread = `${userOf(observer)} may not read`
  if (isOneAddress({ observer, publisher })) {
    if (mqttVersion === 5) return `published, but not delivered: ${unread} ${safeLine(topic)}`
    return `not delivered: ${userOf(publisher)} may not write ${safeLine(topic)}, or ${unread} it`
  }
  const [from, to] = [safeLine(brokerUrl(publisher)), safeLine(brokerUrl(observer))]
  // They may be two listeners of one broker: then the ACL can still be the reason.
  const denied = mqttVersion === 5 ? unread : `${userOf(publisher)} may not write, or ${unread}`
  return `published on ${from}, but not delivered by ${to}: are these the same broker? If so, ${denied} ${safeLine(topic)}`
}

/** Whether both logins lead to the same URL. */
export function isOneAddress({ observer, publisher }: Logins): boolean {
  return brokerUrl(observer) === brokerUrl(publisher)
}

/** The result of a publish that was not acknowledged, in words. */
export function resultWords(result: PublishResult): string {
  if (result.kind === 'refused') return `refused: ${result.reason}`
  return result.kind === 'offline' ? 'the connection was lost' : 'the broker did not answer'
}

/** The login by its user name, never its password. */
export function userOf({ username }: BrokerSettings): string {
  return username === null ? 'an anonymous client' : `"${safeLine(username, 60)}"`
}

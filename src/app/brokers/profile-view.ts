// A profile as the broker screen shows it.
import type { BrokerView } from './broker-view.ts'

export interface ProfileView {
  readonly name: string
  readonly url: string
  readonly username: string | null
  readonly security: BrokerView['security']
  readonly origin: 'built-in' | 'saved'
  readonly reach: 'unknown' | 'checking' | 'reachable' | 'unreachable'
  /** Why it is unreachable or cannot be used; null when nothing is wrong. */
  readonly problem: string | null
}

// Which session a feed asks of its broker: a monitor's outlives it (PROTOCOL.md §8), a `watch` keeps one for its run.
import type { SessionPlan } from '../../io/mqtt/connection-session.ts'
import { planSession } from '../../io/mqtt/plan-session.ts'
import { isPublicBroker } from '../../io/mqtt/public-broker.ts'
import type { SessionSlot } from '../../io/mqtt/session-slot.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'

export interface FeedSession {
  /** The session for these settings. Claiming again keeps what was claimed, unless the settings are another broker's or login's. */
  claim(settings: BrokerSettings): Promise<SessionPlan>
  /** Frees what was claimed; call it when the connection is closed. */
  release(): Promise<void>
}

/** A session that waits at the broker while no monitor runs; `scope` separates those that listen to different topics. */
export function lastingSession(stateDir: string | null, scope: string): FeedSession {
  let slot: SessionSlot | null = null
  let owner: string | null = null
  /** One at a time, in order: a release waits for the claim before it. */
  let last: Promise<unknown> = Promise.resolve()

  function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }

  async function release(): Promise<void> {
    const claimed = slot
    slot = null
    await claimed?.release()
  }

  async function claim(settings: BrokerSettings): Promise<SessionPlan> {
    const wanted = JSON.stringify([brokerUrl(settings), settings.username, settings.clientIdPrefix])
    if (slot && owner === wanted) return slot
    await release()
    const plan = await planSession({ stateDir, settings, scope })
    slot = typeof plan === 'string' ? null : plan
    owner = wanted
    return plan
  }

  return { claim: (settings) => inOrder(() => claim(settings)), release: () => inOrder(release) }
}

/** A session that lasts as long as the run, at brokers that are not public. */
export const sessionOfRun: FeedSession = {
  claim: async (settings) => (isPublicBroker(settings) ? 'none' : 'run'),
  release: async () => {},
}

// Turns a profile into a broker that a feed can open.
import { type BrokerId, brokerAt, embeddedBroker, unknownBrokerOf } from '../../domain/jobs/job-key.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { type ProfileAddress, profileAddress, resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { FeedSource } from '../feeds/feed-source.ts'
import type { EmbeddedHost } from './embedded-host.ts'
import { topicBaseOf } from './topic-base.ts'

/** The settings of a run that decide which broker a profile leads to. */
export interface SourceOptions {
  readonly env: Environment
  /** The topic base that was given for this run, which comes before the profile's; null for none. */
  readonly topicBase: string | null
  readonly stateDir: string
  readonly clock: Clock
}

/** The profile as a source of a feed; `embedded` is the broker that the embedded profile starts. */
export function sourceOf(profile: Profile, options: SourceOptions, embedded: EmbeddedHost): FeedSource {
  const { env, topicBase, stateDir, clock } = options
  const address = knownAddress(profile, env)
  return {
    profileName: profile.name,
    broker: brokerIdOf(profile, address),
    address,
    topicBase: topicBaseOf(profile, topicBase),
    stateDir: profile.kind === 'embedded' ? null : stateDir,
    resolve: () => (profile.kind === 'embedded' ? embedded.settings() : resolveSettings(profile, env, clock)),
  }
}

function brokerIdOf({ kind, name }: Profile, address: ProfileAddress | null): BrokerId {
  if (kind === 'embedded') return embeddedBroker
  return address ? brokerAt(brokerUrl(address)) : unknownBrokerOf(name)
}

/** Null for the embedded broker, and where the environment is wrong: `resolve` says how. */
function knownAddress(profile: Profile, env: Environment): ProfileAddress | null {
  if (profile.kind === 'embedded') return null
  try {
    return profileAddress(profile, env)
  } catch {
    return null
  }
}

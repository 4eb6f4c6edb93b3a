// From a profile to a broker that a feed can open; the embedded one is started when it is first needed.

import type { CliContext } from '../../cli/context/context.ts'
import { stateDir } from '../../cli/context/state-dir.ts'
import { type BrokerId, brokerAt, embeddedBroker, unknownBrokerOf } from '../../domain/jobs/job-key.ts'
import { defaultTopicBase } from '../../domain/protocol/topics.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { type ProfileAddress, profileAddress, resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { BrokerSource } from '../feeds/broker-feed.ts'

/** The broker inside this process: started once, whoever asks; a start that failed is tried again by the next. */
export class EmbeddedHost {
  #broker: Promise<{ settings: BrokerSettings; close(): Promise<void> }> | null = null

  async settings(): Promise<BrokerSettings> {
    this.#broker ??= import('../../io/own-broker/embedded.ts').then(({ startEmbeddedBroker }) => startEmbeddedBroker())
    try {
      return (await this.#broker).settings
    } catch (error) {
      this.#broker = null
      throw error
    }
  }

  async close(): Promise<void> {
    await (await this.#broker)?.close()
  }
}

/** The topic base: what the command line or the environment says, else the profile's, else the default (CLI.md). */
export function topicBaseOf(profile: Profile, context: Pick<CliContext, 'topicBase'>): string {
  return context.topicBase ?? (profile.kind === 'fixed' ? profile.topicBase : null) ?? defaultTopicBase
}

/** The profile as a source of a feed. */
export function sourceOf(profile: Profile, context: CliContext, embedded: EmbeddedHost): BrokerSource {
  const address = knownAddress(profile, context)
  return {
    profileName: profile.name,
    broker: brokerIdOf(profile, address),
    address,
    topicBase: topicBaseOf(profile, context),
    stateDir: profile.kind === 'embedded' ? null : stateDir(context.env),
    resolve: () => (profile.kind === 'embedded' ? embedded.settings() : resolveSettings(profile, context.env)),
  }
}

function brokerIdOf({ kind, name }: Profile, address: ProfileAddress | null): BrokerId {
  if (kind === 'embedded') return embeddedBroker
  return address ? brokerAt(brokerUrl(address)) : unknownBrokerOf(name)
}

/** Null for the embedded broker, and where the environment is wrong: `resolve` says how. */
function knownAddress(profile: Profile, { env }: CliContext): ProfileAddress | null {
  if (profile.kind === 'embedded') return null
  try {
    return profileAddress(profile, env)
  } catch {
    return null
  }
}

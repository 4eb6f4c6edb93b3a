// Which topic base applies (CLI.md): the one given for this run, else the profile's, else the default.
import { defaultTopicBase } from '../../domain/protocol/topics.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'

/** The topic base of a profile's jobs; `given` is the one of this run, or null. */
export function topicBaseOf(profile: Profile, given: string | null): string {
  return given ?? (profile.kind === 'fixed' ? profile.topicBase : null) ?? defaultTopicBase
}

/**
 * The topic base of a job that is being registered. That needs no broker, so a profile that cannot be chosen is an error
 * only if it was named (`profileName`).
 */
export function topicBaseOfNewJobs(profiles: Profiles, profileName: string | null, given: string | null): string {
  try {
    return given ?? topicBaseOf(profiles.choose(profileName), null)
  } catch (error) {
    if (profileName !== null) throw error
    return defaultTopicBase
  }
}

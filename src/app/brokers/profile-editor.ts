// The profiles as the broker screen shows, checks and changes them.
import { describeError } from '../../domain/failure.ts'
import { whyUnreachable } from '../../io/mqtt/reach.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { profileAddress } from '../../io/profiles/profile-settings.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { brokerViewOf } from './broker-view.ts'
import { fieldsOfForm, fieldsWithChanges, formOfProfile, formProblems } from './profile-fields.ts'
import type { ProfileForm, ProfileResult } from './profile-form.ts'
import type { ProfileView } from './profile-view.ts'
import { addProfile, changeProfile, removeProfile } from './saved-profiles.ts'

type Reach = Pick<ProfileView, 'reach' | 'problem'>

const unknownReach: Reach = { reach: 'unknown', problem: null }

export class ProfileEditor {
  readonly #profiles: Profiles
  readonly #env: Environment
  readonly #onChange: (views: readonly ProfileView[]) => void
  readonly #reach = new Map<string, Reach>()

  constructor(profiles: Profiles, env: Environment, onChange: (views: readonly ProfileView[]) => void) {
    this.#profiles = profiles
    this.#env = env
    this.#onChange = onChange
  }

  get views(): readonly ProfileView[] {
    return this.#profiles.list().map((profile) => this.#viewOf(profile))
  }

  /** Asks every profile's broker whether it can be reached; each answer is a change. */
  check(): void {
    for (const profile of this.#profiles.list()) void this.#checkOne(profile)
    this.#onChange(this.views)
  }

  /** The saved profile as a form, its password left empty; null for a built-in or an unknown one. */
  formOf(name: string): ProfileForm | null {
    const profile = this.#profiles.list().find((candidate) => candidate.name === name)
    return profile ? formOfProfile(profile) : null
  }

  /** @param opened the form as `formOf` returned it; null for a new profile, which never replaces another one. */
  async save(form: ProfileForm, opened: ProfileForm | null): Promise<ProfileResult> {
    const fields = formProblems(form)
    if (Object.keys(fields).length > 0) return { ok: false, fields, message: null }
    return this.#try(async () => {
      if (opened) await changeProfile(this.#profiles, form.name, (current) => fieldsWithChanges(current, opened, form))
      else await addProfile(this.#profiles, form.name, fieldsOfForm(form, null))
      this.#reach.delete(form.name)
    })
  }

  /** Refuses to remove the profile in use, which need not be the selected one. */
  async remove(name: string, nameInUse: string): Promise<ProfileResult> {
    return this.#try(() => removeProfile(this.#profiles, name, nameInUse))
  }

  async #try(change: () => Promise<void>): Promise<ProfileResult> {
    try {
      await change()
      this.#onChange(this.views)
      return { ok: true }
    } catch (error) {
      return { ok: false, fields: {}, message: describeError(error) }
    }
  }

  async #checkOne(profile: Profile): Promise<void> {
    if (profile.kind === 'embedded') return
    this.#reach.set(profile.name, { reach: 'checking', problem: null })
    let problem: string | null
    try {
      problem = await whyUnreachable(profileAddress(profile, this.#env))
    } catch (error) {
      problem = describeError(error)
    }
    this.#reach.set(profile.name, {
      reach: problem === null ? 'reachable' : 'unreachable',
      problem,
    })
    this.#onChange(this.views)
  }

  #viewOf(profile: Profile): ProfileView {
    const { name, origin } = profile
    const reach = this.#reach.get(name) ?? unknownReach
    if (profile.kind === 'embedded') {
      const url = 'in this process'
      const view = brokerViewOf(name, null)
      return { ...view, name: view.profile, url, security: 'local', origin, reach: 'reachable', problem: null }
    }
    try {
      const { url, username, security, profile: shown } = brokerViewOf(name, profileAddress(profile, this.#env))
      return { name: shown, url, username, security, origin, ...reach }
    } catch (error) {
      const { url, username, security, profile: shown } = brokerViewOf(name, null)
      const problem = describeError(error)
      return { name: shown, url, username, security, origin, reach: 'unreachable', problem }
    }
  }
}

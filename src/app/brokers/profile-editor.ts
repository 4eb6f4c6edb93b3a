// The profiles as the broker screen shows, checks and changes them.
import { isDeepStrictEqual } from 'node:util'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { defaultTopicBase } from '../../domain/protocol/topics.ts'
import { safe, safeLine } from '../../domain/text/safe-text.ts'
import { whyUnreachable } from '../../io/mqtt/reach.ts'
import {
  checkSavedName,
  newProfileFields,
  type Profile,
  type ProfileFields,
  type ProfileSecret,
} from '../../io/profiles/profile.ts'
import { profileProblems } from '../../io/profiles/profile-file.ts'
import { profileAddress } from '../../io/profiles/profile-settings.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { brokerViewOf } from './broker-view.ts'
import type { ProfileForm, ProfileResult } from './profile-form.ts'
import type { ProfileView } from './profile-view.ts'

type Reach = Pick<ProfileView, 'reach' | 'problem'>

const unknownReach: Reach = { reach: 'unknown', problem: null }

export class ProfileDesk {
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

  /** Asks every profile's broker; each answer is a change. */
  check(): void {
    for (const profile of this.#profiles.list()) void this.#checkOne(profile)
    this.#onChange(this.views)
  }

  /** The saved profile as a form, its password left empty; null for a built-in or an unknown one. */
  formOf(name: string): ProfileForm | null {
    const profile = this.#profiles.list().find((candidate) => candidate.name === name)
    if (profile?.kind !== 'fixed' || profile.origin === 'built-in') return null
    return {
      name,
      host: profile.host,
      port: String(profile.port),
      transport: profile.transport,
      tls: profile.tls ? 'on' : 'off',
      caFile: profile.caFile ?? '',
      certFile: profile.certFile ?? '',
      keyFile: profile.keyFile ?? '',
      username: profile.username ?? '',
      password: '',
      passwordEnv: profile.secret.kind === 'env' ? profile.secret.variable : '',
      passwordCommand: profile.secret.kind === 'command' ? profile.secret.command : '',
      clientIdPrefix: profile.clientIdPrefix,
      topicBase: profile.topicBase ?? defaultTopicBase,
    }
  }

  /** @param opened the form as `formOf` gave it; null for a new profile, which never takes the place of another. */
  async save(form: ProfileForm, opened: ProfileForm | null): Promise<ProfileResult> {
    const fieldErrors = problemsOf(form)
    if (Object.keys(fieldErrors).length > 0) return { ok: false, fields: fieldErrors, message: null }
    return this.#try(async () => {
      await this.#profiles.save(form.name, (current) => {
        if (current && !opened)
          throw new JobdeckError('usage', `there is a profile "${form.name}" already`, 'edit that one')
        if (!current && opened)
          throw new JobdeckError('config', `the profile "${form.name}" was removed meanwhile`, 'add it as a new one')
        return current && opened ? withChanges(current, opened, form) : fieldsOf(form, null)
      })
      this.#reach.delete(form.name)
    })
  }

  /** Refuses for the profile in use, which need not be the one that was chosen for the next start. */
  async remove(name: string, nameInUse: string): Promise<ProfileResult> {
    if (name === nameInUse) return { ok: false, fields: {}, message: `${name} is in use: switch to another first` }
    return this.#try(() => this.#profiles.remove(name))
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
      problem: problem === null ? null : safeLine(problem, 200),
    })
    this.#onChange(this.views)
  }

  #viewOf(profile: Profile): ProfileView {
    const { name, origin } = profile
    const reach = this.#reach.get(name) ?? unknownReach
    if (profile.kind === 'embedded') {
      const url = safe`in this process`
      const view = brokerViewOf(name, null)
      return { ...view, name: view.profile, url, security: 'public', origin, reach: 'reachable', problem: null }
    }
    try {
      const { url, username, security, profile: shown } = brokerViewOf(name, profileAddress(profile, this.#env))
      return { name: shown, url, username, security, origin, ...reach }
    } catch (error) {
      const { url, username, security, profile: shown } = brokerViewOf(name, null)
      const problem = safeLine(describeError(error), 200)
      return { name: shown, url, username, security, origin, reach: 'unreachable', problem }
    }
  }
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

function secretOf(form: ProfileForm, current: ProfileSecret | null): ProfileSecret {
  if (form.password !== '') return { kind: 'plain', text: form.password }
  if (form.passwordEnv.trim() !== '') return { kind: 'env', variable: form.passwordEnv.trim() }
  if (form.passwordCommand.trim() !== '') return { kind: 'command', command: form.passwordCommand.trim() }
  // An empty password field keeps the password that was typed before.
  return current?.kind === 'plain' && form.username.trim() !== '' ? current : { kind: 'none' }
}

function fieldsOf(form: ProfileForm, current: ProfileFields | null): ProfileFields {
  const topicBase = orNull(form.topicBase)
  return {
    host: form.host.trim(),
    port: Number(form.port),
    tls: form.tls === 'on',
    transport: form.transport,
    username: orNull(form.username),
    secret: secretOf(form, current?.secret ?? null),
    caFile: orNull(form.caFile),
    certFile: orNull(form.certFile),
    keyFile: orNull(form.keyFile),
    clientIdPrefix: orNull(form.clientIdPrefix) ?? newProfileFields.clientIdPrefix,
    topicBase: topicBase === defaultTopicBase ? null : topicBase,
  }
}

/** Only what the person changed: another process may have changed the rest since the form was opened. */
function withChanges(current: ProfileFields, opened: ProfileForm, form: ProfileForm): ProfileFields {
  const before = fieldsOf(opened, current)
  const after = Object.entries(fieldsOf(form, current))
  const changed = after.filter(([field, value]) => !isDeepStrictEqual(value, before[field as keyof ProfileFields]))
  return { ...current, ...Object.fromEntries(changed) }
}

function nameProblem(name: string): Partial<Record<keyof ProfileForm, string>> {
  try {
    checkSavedName(name)
    return {}
  } catch (error) {
    return { name: describeError(error) }
  }
}

function problemsOf(form: ProfileForm): Partial<Record<keyof ProfileForm, string>> {
  const formFieldOf = (field: string): keyof ProfileForm => {
    if (field.startsWith('secret.variable')) return 'passwordEnv'
    if (field.startsWith('secret.command')) return 'passwordCommand'
    if (field.startsWith('secret')) return 'password'
    return field as keyof ProfileForm
  }
  const problems = profileProblems(fieldsOf(form, null))
  return {
    ...nameProblem(form.name),
    ...Object.fromEntries(problems.map(({ field, message }) => [formFieldOf(field), message])),
  }
}

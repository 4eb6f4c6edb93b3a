// Converts between a saved profile and the form in which the user edits it.
import { isDeepStrictEqual } from 'node:util'
import { describeError } from '../../domain/failure.ts'
import { defaultTopicBase } from '../../domain/protocol/topics.ts'
import {
  checkSavedName,
  newProfileFields,
  type Profile,
  type ProfileFields,
  type ProfileSecret,
} from '../../io/profiles/profile.ts'
import { profileProblems } from '../../io/profiles/profile-file.ts'
import type { ProfileForm } from './profile-form.ts'

type FieldProblems = Partial<Record<keyof ProfileForm, string>>

/** A saved profile as a form, its password left empty; null for a built-in one. */
export function formOfProfile(profile: Profile): ProfileForm | null {
  if (profile.kind !== 'fixed' || profile.origin === 'built-in') return null
  return {
    name: profile.name,
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

/** The fields that a form describes; `current` is the profile as it is saved, null for a new one. */
export function fieldsOfForm(form: ProfileForm, current: ProfileFields | null): ProfileFields {
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

/**
 * The profile as it is now with only the user's changes: another process may have changed the rest since the form was
 * `opened`.
 */
export function fieldsWithChanges(current: ProfileFields, opened: ProfileForm, form: ProfileForm): ProfileFields {
  const before = fieldsOfForm(opened, current)
  const after = Object.entries(fieldsOfForm(form, current))
  const changed = after.filter(([field, value]) => !isDeepStrictEqual(value, before[field as keyof ProfileFields]))
  return { ...current, ...Object.fromEntries(changed) }
}

/** What is wrong with a form, by field; empty when it can be saved. */
export function formProblems(form: ProfileForm): FieldProblems {
  const problems = profileProblems(fieldsOfForm(form, null))
  return {
    ...nameProblem(form.name),
    ...Object.fromEntries(problems.map(({ field, message }) => [formFieldOf(field), message])),
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

function nameProblem(name: string): FieldProblems {
  try {
    checkSavedName(name)
    return {}
  } catch (error) {
    return { name: describeError(error) }
  }
}

function formFieldOf(field: string): keyof ProfileForm {
  if (field.startsWith('secret.variable')) return 'passwordEnv'
  if (field.startsWith('secret.command')) return 'passwordCommand'
  if (field.startsWith('secret')) return 'password'
  return field as keyof ProfileForm
}

// From the register form as a person filled it in to a record, or to a message beside each field that is wrong.

import { describeError, JobdeckError } from '../../domain/failure.ts'
import { parseDuration } from '../../domain/text/duration.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { registerJob } from '../../io/registry/register-job.ts'
import { brokerBlockOf } from './broker-block.ts'
import type { RegisterForm, RegisterResult } from './register-form.ts'

export interface RegisterMeans {
  readonly registryDir: string
  readonly topicBase: string
  /** Throws JobdeckError when there is none. */
  profileOf(name: string): Profile
  /** May read a secret; throws JobdeckError. */
  settingsOf(profile: Profile): Promise<BrokerSettings>
}

type Fields = Partial<Record<keyof RegisterForm, string>>

/** Registers what the form says. Never throws: what is wrong is in the result, and nothing was written then. */
export async function registerFromForm(form: RegisterForm, means: RegisterMeans): Promise<RegisterResult> {
  const fields: Fields = {}
  if (form.prompt.trim() === '') fields.prompt = 'say what the agent shall do'
  if (form.agent.trim() === '') fields.agent = 'say who shall do it'
  const timeoutSec = durationOf(form, 'timeout', fields)
  const idleTimeoutSec = durationOf(form, 'idleTimeout', fields)
  const broker = await brokerOf(form, means, fields)
  if (Object.keys(fields).length > 0) return { ok: false, fields, message: null }
  const session = form.session.trim().replace(/^tmux:/, '')
  try {
    const jobId = await registerJob(means.registryDir, {
      prompt: form.prompt,
      agent: form.agent.trim(),
      agentSession: session === '' ? null : `tmux:${session}`,
      broker,
      topicBase: means.topicBase,
      timeoutSec,
      idleTimeoutSec,
      expectedArtifacts: form.artifacts
        .split('\n')
        .map((path) => path.trim())
        .filter((path) => path !== ''),
      authToken: null,
    })
    return { ok: true, jobId }
  } catch (error) {
    return { ok: false, fields: {}, message: describeError(error) }
  }
}

function durationOf(form: RegisterForm, field: 'timeout' | 'idleTimeout', fields: Fields): number {
  try {
    return parseDuration(form[field])
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    fields[field] = error.hint ?? error.message
    return 0
  }
}

async function brokerOf({ brokerProfile }: RegisterForm, means: RegisterMeans, fields: Fields) {
  if (brokerProfile === '') return null
  try {
    const profile = means.profileOf(brokerProfile)
    if (profile.kind === 'embedded')
      throw new JobdeckError('usage', 'a record cannot hold the embedded broker', 'it ends with the process')
    return brokerBlockOf(await means.settingsOf(profile))
  } catch (error) {
    fields.brokerProfile = describeError(error)
    return null
  }
}

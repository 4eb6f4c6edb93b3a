// Turns the register form into a record, or into a message for each wrong field.
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { parseDuration } from '../../domain/text/duration.ts'
import type { BrokerBlock } from '../../io/registry/record.ts'
import { readRecord } from '../../io/registry/registry.ts'
import { paneFields } from '../../io/tmux/pane-to-record.ts'
import { type ProfileAccess, type RegisterOptions, register, workerBroker } from './register.ts'
import { jobOfBroker, type RegisterForm, type RegisterResult } from './register-form.ts'

type FieldProblems = Partial<Record<keyof RegisterForm, string>>

/** Registers the job that the form describes. Never throws: problems are in the result, and nothing was written then. */
export async function registerFromForm(
  form: RegisterForm,
  options: RegisterOptions & ProfileAccess & { readonly ownPane: string | null },
): Promise<RegisterResult> {
  const fields: FieldProblems = {}
  if (form.prompt.trim() === '') fields.prompt = 'say what the agent should do'
  if (form.agent.trim() === '') fields.agent = 'say which agent should do it'
  const timeoutSec = durationOf(form, 'timeout', fields)
  const idleTimeoutSec = durationOf(form, 'idleTimeout', fields)
  const { broker, authToken } = await credentialsOf(form, options, fields)
  if (Object.keys(fields).length > 0) return { ok: false, fields, message: null }
  const session = form.session.trim().replace(/^tmux:/, '')
  const agentSession = session === '' ? null : `tmux:${session}`
  const job = {
    prompt: form.prompt,
    agent: form.agent.trim(),
    agentSession,
    ownFields: await paneFields(agentSession, options.ownPane),
    broker,
    timeoutSec,
    idleTimeoutSec,
    expectedArtifacts: linesOf(form.artifacts),
    authToken,
  }
  try {
    return { ok: true, jobId: await register(job, options) }
  } catch (error) {
    return { ok: false, fields: {}, message: describeError(error) }
  }
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function durationOf(form: RegisterForm, field: 'timeout' | 'idleTimeout', fields: FieldProblems): number | null {
  try {
    return parseDuration(form[field])
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    fields[field] = error.hint ?? error.message
    return null
  }
}

interface Credentials {
  readonly broker: BrokerBlock | null
  readonly authToken: 'auto' | null
}

const noCredentials: Credentials = { broker: null, authToken: null }

async function credentialsOf(
  { brokerProfile }: RegisterForm,
  options: RegisterOptions & ProfileAccess,
  fields: FieldProblems,
): Promise<Credentials> {
  if (brokerProfile === '') return noCredentials
  try {
    const jobId = jobOfBroker(brokerProfile)
    if (jobId === null) return { ...noCredentials, broker: await workerBroker(brokerProfile, options) }
    const record = await readRecord(options.registryDir, jobId)
    if (!record) throw new JobdeckError('bad-data', `the record of ${jobId} is gone`)
    return { broker: record.broker, authToken: record.auth_token === null ? null : 'auto' }
  } catch (error) {
    fields.brokerProfile = describeError(error)
    return noCredentials
  }
}

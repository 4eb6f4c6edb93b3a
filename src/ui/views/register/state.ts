// The fields of the register form and their initial values.
import { brokerOf, type RegisterForm } from '../../../app/actions/register-form.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec, type Job } from '../../../domain/jobs/job.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { formatDuration } from '../../../domain/text/duration.ts'
import type { FieldSpec } from '../../forms/form-state.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    /** The job to begin with; null for an empty form. */
    readonly register: { readonly copyOf: JobKey | null }
  }
}

const agents = ['claude-code', 'codex', 'opencode', 'human']

export const blankForm: RegisterForm = {
  prompt: '',
  agent: 'claude-code',
  session: '',
  timeout: formatDuration(defaultTimeoutSec),
  idleTimeout: formatDuration(defaultIdleTimeoutSec),
  artifacts: '',
  brokerProfile: '',
}

/** The form as the record of a job would have been typed; empty for a job without one. */
export function formOf({ id, record }: Job): RegisterForm {
  if (!record) return blankForm
  return {
    prompt: record.prompt,
    agent: record.agent,
    session: record.session?.replace(/^tmux:/, '') ?? '',
    timeout: formatDuration(Math.round(record.timeoutSec)),
    idleTimeout: formatDuration(Math.round(record.idleTimeoutSec)),
    artifacts: record.artifacts.join('\n'),
    brokerProfile: brokerOf(id),
  }
}

/**
 * @param sessions the live tmux sessions
 * @param brokers what the broker can be, empty for none
 */
export function registerFields(
  sessions: readonly string[],
  brokers: readonly string[],
): readonly FieldSpec<keyof RegisterForm>[] {
  const typed = { options: [], whenEmpty: '', warning: null }
  return [
    { ...typed, id: 'prompt', label: 'prompt', kind: 'text', whenEmpty: 'what to do' },
    { ...typed, id: 'agent', label: 'agent', kind: 'suggestion', options: agents },
    {
      ...typed,
      id: 'session',
      label: 'tmux session',
      kind: 'suggestion',
      options: ['', ...sessions],
      whenEmpty: 'none',
    },
    { ...typed, id: 'timeout', label: 'total', kind: 'line', whenEmpty: 'such as 90s, 15m, 1h30m' },
    { ...typed, id: 'idleTimeout', label: 'idle', kind: 'line', whenEmpty: 'such as 90s, 15m, 1h30m' },
    { ...typed, id: 'artifacts', label: 'artifacts', kind: 'text', whenEmpty: 'none; one path per line' },
    { ...typed, id: 'brokerProfile', label: 'broker', kind: 'choice', options: brokers, whenEmpty: 'none' },
  ]
}

// The fields of the register form and their initial values.
import type { RegisterForm } from '../../../app/actions/register-form.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../../domain/jobs/job.ts'
import type { FieldSpec } from '../../forms/form-state.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly register: Readonly<Record<string, never>>
  }
}

const agents = ['claude-code', 'codex', 'opencode', 'human']

export const blankForm: RegisterForm = {
  prompt: '',
  agent: 'claude-code',
  session: '',
  timeout: shownDuration(defaultTimeoutSec),
  idleTimeout: shownDuration(defaultIdleTimeoutSec),
  artifacts: '',
  brokerProfile: '',
}

/** Whole hours, minutes or seconds, as the command line accepts them: 3600 is `1h`. */
function shownDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}

/** @param sessions the live tmux sessions */
export function registerFields(
  sessions: readonly string[],
  profiles: readonly string[],
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
    { ...typed, id: 'brokerProfile', label: 'broker', kind: 'choice', options: ['', ...profiles], whenEmpty: 'none' },
  ]
}

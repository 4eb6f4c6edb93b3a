// The register form (UX.md): what is to be done, by whom, until when. The id comes from the registry.
import { useEffect, useState } from 'react'
import type { RegisterForm } from '../../../app/actions/register-form.ts'
import type { JobCommands } from '../../../app/deck/deck-commands.ts'
import type { DeckState } from '../../../app/deck/deck-state.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../../domain/jobs/job.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { DialogPlace } from '../../forms/dialog-frame.tsx'
import { FormDialog } from '../../forms/form.tsx'
import type { FieldSpec, FormRefusal } from '../../forms/form-state.ts'

interface RegisterDialogProps extends DialogPlace {
  readonly state: Pick<DeckState, 'profiles' | 'registryDir'>
  readonly commands: JobCommands
  readonly onRegistered: (job: JobKey) => void
  readonly onClose: () => void
}

type Id = keyof RegisterForm

/** The broker inside the deck's own process ends with it: no record can hold it. */
const embedded = 'embedded'
const agents = ['claude-code', 'codex', 'opencode', 'human']
const wanted = { columns: 96, rows: 20 }

const initial: Readonly<Record<Id, string>> = {
  prompt: '',
  agent: 'claude-code',
  session: '',
  timeout: shownDuration(defaultTimeoutSec),
  idleTimeout: shownDuration(defaultIdleTimeoutSec),
  artifacts: '',
  brokerProfile: '',
}

/** Whole hours, minutes or seconds, as the command line takes them: 3600 is `1h`. */
function shownDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}

export function RegisterDialog({ state, commands, onRegistered, onClose, ...place }: RegisterDialogProps) {
  const sessions = useTmuxSessions(commands)
  const submit = async (form: RegisterForm): Promise<FormRefusal<Id> | null> => {
    const result = await commands.register(form)
    if (!result.ok) return result
    onRegistered(result.job)
    return null
  }
  return (
    <FormDialog
      place={place}
      wanted={wanted}
      context="register"
      words={{
        title: 'register a job',
        note: `writes a record to ${state.registryDir}`,
        busy: 'registering: waiting for the registry lock…',
        leaving: 'Leave without registering? What was typed is lost.  y/n',
      }}
      fields={fieldsFor(
        sessions,
        state.profiles.map(({ name }) => name).filter((name) => name !== embedded),
      )}
      initial={initial}
      focus="prompt"
      submit={submit}
      onLeave={onClose}
    />
  )
}

/** The live sessions, asked for once when the form opens. */
function useTmuxSessions(commands: JobCommands): readonly string[] {
  const [sessions, setSessions] = useState<readonly string[]>([])
  useEffect(() => {
    let isOpen = true
    commands.tmuxSessions().then(
      (names) => {
        if (isOpen) setSessions(names)
      },
      () => {
        // Without the list a session can still be typed.
      },
    )
    return () => {
      isOpen = false
    }
  }, [commands])
  return sessions
}

function fieldsFor(sessions: readonly string[], profiles: readonly string[]): readonly FieldSpec<Id>[] {
  const typed = { options: [], whenEmpty: '', warning: null }
  return [
    { ...typed, id: 'prompt', label: 'prompt', kind: 'text', whenEmpty: 'what is to be done' },
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
    { ...typed, id: 'artifacts', label: 'artifacts', kind: 'text', whenEmpty: 'none; one path a line' },
    { ...typed, id: 'brokerProfile', label: 'broker', kind: 'choice', options: ['', ...profiles], whenEmpty: 'none' },
  ]
}

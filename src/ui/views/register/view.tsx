// The register form (UX.md): a prompt, an agent, limits. The registry chooses the id.
import { useEffect, useState } from 'react'
import type { RegisterForm } from '../../../app/actions/register-form.ts'
import type { JobCommands } from '../../../app/deck/deck-commands.ts'
import type { DeckState } from '../../../app/deck/deck-state.ts'
import { isLimited, wholeListing } from '../../../app/deck/listing.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { confirmKeys } from '../../forms/confirm-keys.ts'
import type { DialogPlace } from '../../forms/dialog-frame.tsx'
import { FormDialog } from '../../forms/form.tsx'
import type { FormRefusal } from '../../forms/form-state.ts'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import type { ScreenProps, View } from '../../frame/view.ts'
import { registerKeys } from './keys.ts'
import { blankForm, formOf, registerFields } from './state.ts'

interface RegisterDialogProps extends DialogPlace {
  readonly state: Pick<DeckState, 'profiles' | 'registryDir'>
  readonly initial: RegisterForm
  readonly commands: JobCommands
  readonly onRegistered: (job: JobKey) => void
  readonly onClose: () => void
}

/** The broker inside the deck's process ends with it: a record cannot refer to it. */
const embedded = 'embedded'
const wantedRows = 16

export function RegisterDialog({ state, initial, commands, onRegistered, onClose, ...place }: RegisterDialogProps) {
  const sessions = useTmuxSessions(commands)
  const profiles = state.profiles.map(({ name }) => name).filter((name) => name !== embedded)
  const brokers = [...new Set([initial.brokerProfile, '', ...profiles])]
  const submit = async (form: RegisterForm): Promise<FormRefusal<keyof RegisterForm> | null> => {
    const result = await commands.register(form)
    if (!result.ok) return result
    onRegistered(result.job)
    return null
  }
  return (
    <FormDialog
      place={place}
      wantedRows={wantedRows}
      table={registerKeys}
      words={{
        title: 'register a job',
        note: `writes a record to ${state.registryDir}`,
        busy: 'registering: waiting for the registry lock…',
        leaving: 'Leave without registering? Your text will be lost.',
      }}
      fields={registerFields(sessions, brokers)}
      initial={{ ...initial }}
      focus="prompt"
      submit={submit}
      onLeave={onClose}
    />
  )
}

/** The live sessions, listed once when the form opens. */
function useTmuxSessions(commands: JobCommands): readonly string[] {
  const [sessions, setSessions] = useState<readonly string[]>([])
  useEffect(() => {
    let isOpen = true
    commands.tmuxSessions().then(
      (names) => {
        if (isOpen) setSessions(names)
      },
      () => {
        // A session can still be typed without the list.
      },
    )
    return () => {
      isOpen = false
    }
  }, [commands])
  return sessions
}

function RegisterScreen({ screen, columns, rows, top }: ScreenProps<'register'>) {
  const { store, screens, commands } = useDeckContext()
  const state = useDeck(({ profiles, registryDir }) => ({ profiles, registryDir }))
  const [initial] = useState(() => {
    const { copyOf } = screen.state
    const job = copyOf === null ? undefined : store.getState().jobs.get(copyOf)
    return job ? formOf(job) : blankForm
  })
  const reveal = (job: JobKey) => {
    // Whatever the filter, the new job is selected and visible.
    if (isLimited(store.getState().listing)) commands.list(wholeListing)
    screens.change('deck', (place) => ({ ...place, selected: job, selection: 'awaited' }))
    screens.back()
  }
  return (
    <RegisterDialog
      columns={columns}
      rows={rows}
      top={top}
      state={state}
      initial={initial}
      commands={commands}
      onRegistered={reveal}
      onClose={screens.back}
    />
  )
}

export const registerView: View<'register'> = { tables: [registerKeys, confirmKeys], Screen: RegisterScreen }

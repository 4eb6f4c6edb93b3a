// The broker dialog (UX.md): the profiles, whether each can be reached, and which one is in use.
import { useEffect, useState } from 'react'
import type { BrokerCommands } from '../../monitor/deck-commands.ts'
import type { DeckState } from '../../monitor/deck-state.ts'
import { describeError } from '../../protocol/jobdeck-error.ts'
import { type Machine, useKeystrokes } from '../input/use-keystrokes.ts'
import { profileLines } from './broker-lines.ts'
import { type BrokerEffect, type BrokerState, brokerStart, pressBroker } from './broker-state.ts'
import { dialogHints } from './dialog-bindings.ts'
import { bodySize, boxSize, DialogFrame, type DialogPlace } from './dialog-frame.tsx'
import { ProfileFormDialog } from './profile-form.tsx'

interface BrokerDialogProps extends DialogPlace {
  readonly state: Pick<DeckState, 'profiles' | 'broker'>
  readonly commands: BrokerCommands
  readonly onClose: () => void
}

const wantedColumns = 96
/** Besides the profiles: a blank line and what is said at the foot. */
const footRows = 3

/** What the dialog is showing: the list, or the form of one profile (null: of a new one). */
type View = { readonly type: 'list' } | { readonly type: 'form'; readonly name: string | null }

export function BrokerDialog({ state, commands, onClose, ...place }: BrokerDialogProps) {
  const [view, setView] = useState<View>({ type: 'list' })
  const [start, setStart] = useState(brokerStart(state.broker.profile, null))
  useEffect(() => commands.checkProfiles(), [commands])

  if (view.type === 'form') {
    return (
      <ProfileFormDialog
        {...place}
        profileName={view.name}
        commands={commands}
        onSaved={(name) => {
          setStart(brokerStart(name, `${name} is saved`))
          setView({ type: 'list' })
          commands.checkProfiles()
        }}
        onClose={() => setView({ type: 'list' })}
      />
    )
  }
  return (
    <ProfileList
      place={place}
      state={state}
      commands={commands}
      start={start}
      onForm={(name, from) => {
        setStart(from)
        setView({ type: 'form', name })
      }}
      onClose={onClose}
    />
  )
}

interface ProfileListProps {
  readonly place: DialogPlace
  readonly state: BrokerDialogProps['state']
  readonly commands: BrokerCommands
  readonly start: BrokerState
  readonly onForm: (name: string | null, from: BrokerState) => void
  readonly onClose: () => void
}

function ProfileList({ place, state: deck, commands, start, onForm, onClose }: ProfileListProps) {
  const { profiles } = deck
  const machine: Machine<BrokerState, BrokerEffect> = {
    takesText: () => false,
    press: (state, stroke) => pressBroker(state, stroke, profiles),
    paste: (state) => state,
  }
  const say = (message: string | null) => change((state) => ({ ...state, message }))
  const remove = async (name: string) => {
    const result = await commands.removeProfile(name)
    say(result.ok ? `${name} is removed` : (result.message ?? Object.values(result.fields).join('; ')))
  }
  const { state, change } = useKeystrokes(start, machine, (effect, current) => {
    switch (effect.type) {
      case 'leave':
        onClose()
        return 'gone'
      case 'switch':
        commands.switchBroker(effect.name)
        onClose()
        return 'gone'
      case 'add':
        onForm(null, current)
        return 'handed-over'
      case 'edit':
        onForm(effect.name, current)
        return 'handed-over'
      case 'check':
        commands.checkProfiles()
        return 'stays'
      case 'remove':
        remove(effect.name).catch((error: unknown) => say(describeError(error)))
        return 'stays'
    }
  })
  const box = boxSize(place, { columns: wantedColumns, rows: profiles.length + footRows })
  const size = bodySize(box)
  return (
    <DialogFrame
      place={place}
      box={box}
      title="brokers"
      body={profileLines(profiles, deck.broker.profile, state, size)}
      hints={
        state.phase === 'removing'
          ? dialogHints('confirm', ['yes', 'no'])
          : dialogHints('broker', [
              'switch',
              'add-profile',
              'edit-profile',
              'remove-profile',
              'check-profiles',
              'leave',
            ])
      }
    />
  )
}

// The broker dialog (UX.md): the profiles, whether each can be reached, and which one is in use.
import { useEffect, useState } from 'react'
import type { BrokerCommands } from '../../../app/deck/deck-commands.ts'
import type { DeckState } from '../../../app/deck/deck-state.ts'
import { describeError } from '../../../domain/failure.ts'
import { ConfirmDialog } from '../../forms/confirm.tsx'
import { bodySize, boxSize, DialogFrame, type DialogPlace } from '../../forms/dialog-frame.tsx'
import { dialogHints } from '../../keys/dialog-bindings.ts'
import { type Machine, useKeystrokes } from '../../keys/use-keystrokes.ts'
import { profileLines } from './lines.ts'
import { ProfileFormDialog } from './profile-form.tsx'
import { type BrokerEffect, type BrokerState, brokerStart, pressBroker } from './state.ts'

interface BrokerDialogProps extends DialogPlace {
  readonly state: Pick<DeckState, 'profiles' | 'broker'>
  readonly commands: BrokerCommands
  readonly onClose: () => void
}

const wantedColumns = 96
/** Besides the profiles: a blank line and what is said at the foot. */
const footRows = 3

/** What the dialog is showing: the list, the form of one profile (null: of a new one), or the question before removing. */
type View =
  | { readonly type: 'list' }
  | { readonly type: 'form'; readonly name: string | null }
  | { readonly type: 'remove'; readonly name: string }

export function BrokerDialog({ state, commands, onClose, ...place }: BrokerDialogProps) {
  const [view, setView] = useState<View>({ type: 'list' })
  const [start, setStart] = useState(brokerStart(state.broker.profile, null))
  useEffect(() => commands.checkProfiles(), [commands])

  const backToList = (selected: string, message: string | null) => {
    setStart(brokerStart(selected, message))
    setView({ type: 'list' })
  }
  if (view.type === 'remove') {
    return (
      <ConfirmDialog
        {...place}
        title="remove a profile"
        question={`Remove the profile ${view.name}?`}
        onYes={() => removal(commands, view.name).then((message) => backToList(view.name, message))}
        onNo={() => backToList(view.name, null)}
      />
    )
  }
  if (view.type === 'form') {
    return (
      <ProfileFormDialog
        {...place}
        profileName={view.name}
        commands={commands}
        onSaved={(name) => {
          backToList(name, name === state.broker.profile ? `${name} is saved: ⏎ connects with it` : `${name} is saved`)
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
      onView={(next, from) => {
        setStart(from)
        setView(next)
      }}
      onClose={onClose}
    />
  )
}

/** Removes a profile and resolves with what is to be said about it. */
async function removal(commands: BrokerCommands, name: string): Promise<string> {
  try {
    const result = await commands.removeProfile(name)
    return result.ok ? `${name} is removed` : (result.message ?? Object.values(result.fields).join('; '))
  } catch (error) {
    return describeError(error)
  }
}

interface ProfileListProps {
  readonly place: DialogPlace
  readonly state: BrokerDialogProps['state']
  readonly commands: BrokerCommands
  readonly start: BrokerState
  readonly onView: (next: View, from: BrokerState) => void
  readonly onClose: () => void
}

function ProfileList({ place, state: deck, commands, start, onView, onClose }: ProfileListProps) {
  const { profiles } = deck
  const machine: Machine<BrokerState, BrokerEffect> = {
    mode: () => 'keys',
    press: (state, stroke) => pressBroker(state, stroke, profiles),
    paste: (state) => state,
  }
  const { state } = useKeystrokes(start, machine, (effect, current) => {
    switch (effect.type) {
      case 'leave':
        onClose()
        return 'gone'
      case 'switch':
        commands.switchBroker(effect.name)
        onClose()
        return 'gone'
      case 'add':
        onView({ type: 'form', name: null }, current)
        return 'gone'
      case 'edit':
        onView({ type: 'form', name: effect.name }, current)
        return 'gone'
      case 'check':
        commands.checkProfiles()
        return 'stays'
      case 'remove':
        onView({ type: 'remove', name: effect.name }, current)
        return 'gone'
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
      hints={dialogHints('broker', [
        'switch',
        'add-profile',
        'edit-profile',
        'remove-profile',
        'check-profiles',
        'leave',
      ])}
    />
  )
}

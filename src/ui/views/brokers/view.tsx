// The broker dialog (UX.md): the profiles, whether each is reachable, and which one is in use.
import { useContext, useEffect, useState } from 'react'
import type { BrokerCommands } from '../../../app/deck/deck-commands.ts'
import type { DeckState } from '../../../app/deck/deck-state.ts'
import { describeError } from '../../../domain/failure.ts'
import { span } from '../../cells/line.ts'
import { ConfirmDialog } from '../../forms/confirm.tsx'
import { confirmKeys } from '../../forms/confirm-keys.ts'
import { bodySize, boxSize, DialogFrame, type DialogPlace } from '../../forms/dialog-frame.tsx'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import type { ScreenProps, View } from '../../frame/view.ts'
import { KeyboardContext } from '../../keys/keyboard.ts'
import { labelOf, useKeymap } from '../../keys/keymap.ts'
import { activeKeys, useKeys, useLatestState } from '../../keys/use-keys.ts'
import { brokerKeys, profileKeys } from './keys.ts'
import { profileLines } from './lines.ts'
import { ProfileFormDialog } from './profile-form.tsx'
import { type BrokerState, brokerStart } from './state.ts'

interface BrokerDialogProps extends DialogPlace {
  readonly state: Pick<DeckState, 'profiles' | 'broker'>
  readonly commands: BrokerCommands
  readonly onClose: () => void
}

/** Besides the profiles: a blank line and the foot. */
const footRows = 3

/** What the dialog shows: the list, the form of one profile (null: a new one), or the question before removing one. */
type Stage =
  | { readonly type: 'list' }
  | { readonly type: 'form'; readonly name: string | null }
  | { readonly type: 'remove'; readonly name: string }

export function BrokerDialog({ state, commands, onClose, ...place }: BrokerDialogProps) {
  const [view, setView] = useState<Stage>({ type: 'list' })
  const [start, setStart] = useState(brokerStart(state.broker.profile, null))
  const useKey = labelOf(useKeymap(), brokerKeys, 'use')
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
          const advice = name === state.broker.profile && useKey !== null ? `: ${useKey} connects with it` : ''
          backToList(name, `${name} is saved${advice}`)
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
      onShow={(next, from) => {
        setStart(from)
        setView(next)
      }}
      onClose={onClose}
    />
  )
}

/** Removes a profile and resolves with a message about the result. */
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
  readonly onShow: (next: Stage, from: BrokerState) => void
  readonly onClose: () => void
}

function ProfileList({ place, state: deck, commands, start, onShow, onClose }: ProfileListProps) {
  const keymap = useKeymap()
  const { profiles } = deck
  const keyboard = useContext(KeyboardContext)
  const { state, latest, change } = useLatestState(start)
  const leave = () => {
    keyboard.handOver()
    onClose()
  }
  const show = (next: Stage) => {
    keyboard.handOver()
    onShow(next, latest())
  }
  useKeys({
    active: () =>
      activeKeys(brokerKeys, {
        state: latest(),
        change,
        profiles,
        use: (name) => {
          commands.switchBroker(name)
          leave()
        },
        add: () => show({ type: 'form', name: null }),
        edit: (name) => show({ type: 'form', name }),
        remove: (name) => show({ type: 'remove', name }),
        check: commands.checkProfiles,
        leave,
        addKey: labelOf(keymap, brokerKeys, 'add'),
      }),
  })
  const box = boxSize(place, profiles.length + footRows)
  return (
    <DialogFrame
      place={place}
      box={box}
      title={[span('brokers', 'strong')]}
      body={profileLines(profiles, deck.broker.profile, state, bodySize(box))}
      rows={brokerKeys.rows}
    />
  )
}

function BrokersScreen({ columns, rows, top }: ScreenProps<'brokers'>) {
  const { screens, commands } = useDeckContext()
  const state = useDeck(({ profiles, broker }) => ({ profiles, broker }))
  return (
    <BrokerDialog columns={columns} rows={rows} top={top} state={state} commands={commands} onClose={screens.back} />
  )
}

export const brokersView: View<'brokers'> = { tables: [brokerKeys, profileKeys, confirmKeys], Screen: BrokersScreen }

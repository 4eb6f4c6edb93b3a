// The keys of the broker dialog: the list of profiles, and the form of one.
import type { ProfileForm } from '../../../app/brokers/profile-form.ts'
import type { ProfileView } from '../../../app/brokers/profile-view.ts'
import type { SafeText } from '../../../domain/text/safe-text.ts'
import { type FormAt, formRows } from '../../forms/form-keys.ts'
import { keyTable } from '../../keys/key-table.ts'
import { type BrokerState, selectedIndex } from './state.ts'

export interface BrokersAt {
  readonly state: BrokerState
  readonly change: (next: BrokerState) => void
  readonly profiles: readonly ProfileView[]
  /** Connects with the profile and closes the dialog. */
  readonly use: (name: string) => void
  readonly add: () => void
  readonly edit: (name: string) => void
  /** Asks first. */
  readonly remove: (name: string) => void
  readonly check: () => void
  readonly leave: () => void
  /** The key that adds a profile; null when it is unbound. */
  readonly addKey: SafeText | null
}

function select(place: (index: number, last: number) => number) {
  return ({ state, change, profiles }: BrokersAt): void => {
    const last = profiles.length - 1
    const to = Math.min(last, Math.max(0, place(selectedIndex(state, profiles), last)))
    change({ message: null, selected: profiles[to]?.name ?? state.selected })
  }
}

/** Acts only on a profile that can be changed. */
function onSaved(act: (name: string, at: BrokersAt) => void) {
  return (at: BrokersAt): void => {
    const { state, change, profiles, addKey } = at
    const profile = profiles[selectedIndex(state, profiles)]
    if (profile?.origin === 'built-in') {
      const advice = addKey === null ? '' : `; ${addKey} adds a profile`
      const message = `${profile.name} is built in: it cannot be changed or removed${advice}`
      change({ ...state, message })
    } else if (profile) act(profile.name, at)
  }
}

function use({ state, profiles, use: connect }: BrokersAt): void {
  const profile = profiles[selectedIndex(state, profiles)]
  if (profile) connect(profile.name)
}

export const brokerKeys = keyTable<BrokersAt>({ view: 'brokers', title: 'Brokers', mode: 'keys' }, [
  { name: 'up', keys: ['up', 'k'], hint: 'up', footer: 'help', run: select((index) => index - 1) },
  { name: 'down', keys: ['down', 'j'], hint: 'down', footer: 'help', run: select((index) => index + 1) },
  { name: 'first', keys: ['g'], hint: 'first', footer: 'help', run: select(() => 0) },
  { name: 'last', keys: ['G'], hint: 'last', footer: 'help', run: select((_, last) => last) },
  { name: 'use', keys: ['enter'], hint: 'use', footer: 'room', run: use },
  { name: 'add', keys: ['a'], hint: 'add', footer: 'room', run: ({ add }) => add() },
  { name: 'edit', keys: ['e'], hint: 'edit', footer: 'room', run: onSaved((name, { edit }) => edit(name)) },
  { name: 'remove', keys: ['d'], hint: 'remove', footer: 'room', run: onSaved((name, { remove }) => remove(name)) },
  { name: 'check', keys: ['c'], hint: 'check again', footer: 'room', run: ({ check }) => check() },
  {
    name: 'leave',
    keys: ['esc', 'ctrl-c'],
    hint: 'close',
    footer: 'always',
    isExit: true,
    run: ({ leave }) => leave(),
  },
])

export const profileKeys = keyTable<FormAt<keyof ProfileForm>>(
  { view: 'profile', title: 'A broker profile', mode: 'text' },
  formRows({ submit: 'save', up: 'field above', down: 'field below', accept: 'next' }, []),
)

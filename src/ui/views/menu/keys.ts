// The keys of the job menu: one for each action.
import { keyTable, type ViewRow } from '../../keys/key-table.ts'
import { type MenuAction, menuActions } from './actions.ts'

export interface MenuAt {
  readonly choose: (action: MenuAction) => void
  readonly leave: () => void
}

function row(action: MenuAction): ViewRow<MenuAt> {
  const { name, key, hint } = action
  return { name, keys: [key], hint, footer: 'help', run: ({ choose }) => choose(action) }
}

export const menuKeys = keyTable<MenuAt>({ view: 'menu', title: 'The job menu', mode: 'keys' }, [
  ...menuActions.map(row),
  {
    name: 'leave',
    keys: ['esc', 'x', 'q', 'ctrl-c'],
    hint: 'back',
    footer: 'always',
    isExit: true,
    run: ({ leave }) => leave(),
  },
])

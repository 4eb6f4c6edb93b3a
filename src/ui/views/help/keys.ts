// The keys of the help page.
import { leaveRows } from '../../frame/leave-keys.ts'
import { type DocumentAt, documentRows } from '../../frame/scroll-keys.ts'
import { keyTable } from '../../keys/key-table.ts'
import type { HelpState } from './state.ts'

export const helpKeys = keyTable<DocumentAt<HelpState>>({ view: 'help', title: 'This page', mode: 'keys' }, [
  ...documentRows<HelpState>(),
  ...leaveRows,
])

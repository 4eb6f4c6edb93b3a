// The keys of the screen of dropped messages.
import { helpRow, leaveRows } from '../../frame/leave-keys.ts'
import { type DocumentAt, documentRows } from '../../frame/scroll-keys.ts'
import { keyTable } from '../../keys/key-table.ts'
import type { DroppedState } from './state.ts'

export const droppedKeys = keyTable<DocumentAt<DroppedState>>(
  { view: 'dropped', title: 'Dropped messages', mode: 'keys' },
  [...documentRows<DroppedState>(), helpRow('dropped', 'room'), ...leaveRows],
)

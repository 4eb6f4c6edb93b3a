// The keys of the screen of dropped messages.
import { helpRow, leaveRows } from '../../frame/leave-keys.ts'
import { type DocumentAt, type DocumentState, documentRows } from '../../frame/scroll-keys.ts'
import { keyTable } from '../../keys/key-table.ts'

export const droppedKeys = keyTable<DocumentAt<DocumentState>>(
  { view: 'dropped', title: 'Dropped messages', mode: 'keys' },
  [...documentRows<DocumentState>(), helpRow('dropped', 'room'), ...leaveRows],
)

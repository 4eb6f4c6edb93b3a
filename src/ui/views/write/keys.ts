// The keys of the dialog that writes a line to an agent: nothing is sent without ⏎.
import { keyTable } from '../../keys/key-table.ts'

export interface WriteAt {
  readonly send: () => void
  readonly leave: () => void
}

export const writeKeys = keyTable<WriteAt>({ view: 'write', title: 'Write to an agent', mode: 'text' }, [
  { name: 'submit', keys: ['enter'], hint: 'send', footer: 'room', run: ({ send }) => send() },
  { name: 'leave', keys: ['esc', 'ctrl-c'], hint: 'back', footer: 'always', isExit: true, run: ({ leave }) => leave() },
])

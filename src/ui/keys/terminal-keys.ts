// The keys of the terminal itself, which work on every screen, also while text is typed.
import type { TerminalControl } from '../terminal/terminal-context.ts'
import { keyTable } from './key-table.ts'

export const terminalKeys = keyTable<TerminalControl>({ view: 'terminal', title: 'Everywhere', mode: 'text' }, [
  {
    name: 'redraw',
    keys: ['ctrl-l'],
    hint: 'draw everything anew',
    footer: 'help',
    run: (terminal) => terminal.redraw(),
  },
  {
    name: 'suspend',
    keys: ['ctrl-z'],
    hint: 'suspend (fg restores)',
    footer: 'help',
    run: (terminal) => terminal.stop(),
  },
])

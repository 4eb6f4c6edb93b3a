// Leaves a screen or a dialog by esc. An esc with another key right behind it is one key, so both ends are waited for.
import type { PtyProgram } from '../support/pty.ts'
import { waitFor } from '../support/wait-for.ts'

/** Presses esc once the whole screen with the hint `from` is there, and waits until the one with the hint `to` is. */
export async function goBack(deck: PtyProgram, from: string, to = 'q quit'): Promise<void> {
  const shows = (hint: string) => deck.screen().some((row) => row.includes(hint))
  await waitFor(() => shows(from) && !shows(to), { what: `only ${from}` })
  deck.write('\u001b')
  await waitFor(() => shows(to) && !shows(from), { what: `only ${to}` })
}

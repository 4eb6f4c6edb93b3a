// Switches the broker of a running deck as a person does: b, to the profile's row, enter.
import type { PtyProgram } from '../support/pty.ts'
import { waitFor } from '../support/wait-for.ts'

/** A line of the list: the selection's mark, the mark of the one in use, the name, the address. */
const profileRow = /│ ([▸ ]) [● ] (\S+) +(?:\w+:\/\/|in this|no broker)/g

/** Moves the broker dialog's selection to a profile, as many rows as it is away. */
export async function selectProfile(deck: PtyProgram, name: string): Promise<void> {
  const listed = () =>
    deck.screen().flatMap((row) => [...row.matchAll(profileRow)].map(([, mark, name]) => ({ mark, name })))
  const from = await waitFor(() => listed().findIndex(({ mark }) => mark === '▸') + 1, { what: 'the selection' })
  const to = await waitFor(() => listed().findIndex((row) => row.name === name) + 1, { what: `${name} in the list` })
  for (let row = from; row !== to; row += Math.sign(to - from)) deck.write(from < to ? 'j' : 'k')
  await deck.waitForText(new RegExp(`│ ▸ [● ] ${name} `))
}

/** Opens the dialog, chooses the profile and leaves it to the caller to wait for the connection. */
export async function switchBroker(deck: PtyProgram, name: string): Promise<void> {
  deck.write('b')
  await selectProfile(deck, name)
  deck.write('\r')
  await deck.waitForText('? help')
}

// Switches the broker of a running deck as a person does: b, to the profile's row, enter.
import type { PtyProgram } from '../support/pty.ts'

/** Moves the broker dialog's selection to a profile, as many rows as it is away. */
export async function selectProfile(deck: PtyProgram, name: string): Promise<void> {
  const rows = await deck.waitForText(new RegExp(`brokers[\\s\\S]* ${name} +\\S`))
  const listed = rows.filter((row) => / (✓|✗|…|·) /.test(row))
  const from = listed.findIndex((row) => row.includes('▸'))
  const to = listed.findIndex((row) => new RegExp(`[▸● ] +${name} `).test(row))
  for (let row = from; row !== to; row += Math.sign(to - from)) deck.write(from < to ? 'j' : 'k')
  await deck.waitForText(new RegExp(`▸ [● ] ${name} `))
}

/** Opens the dialog, chooses the profile and leaves it to the caller to wait for the connection. */
export async function switchBroker(deck: PtyProgram, name: string): Promise<void> {
  deck.write('b')
  await selectProfile(deck, name)
  deck.write('\r')
  await deck.waitForText('? help')
}

// Chooses a broker in a running deck as a person does: b, to the profile's row, enter.
import type { Driver, Step } from '../terminal/driver.ts'
import type { Screen } from '../terminal/screen.ts'

/** A line of the list: the selection's mark, the mark of the one in use, the name, the address. */
const profileRow = /│ ([▸ ]) [● ] (\S+) +(?:\w+:\/\/|in this|no broker)/

interface Row {
  readonly isSelected: boolean
  readonly name: string
}

function listed({ rows }: Screen): readonly Row[] {
  return rows.flatMap((row) => {
    const [, mark, name] = profileRow.exec(row) ?? []
    return name === undefined ? [] : [{ isSelected: mark === '▸', name }]
  })
}

/** In the open list, moves the selection to a profile, as many rows as it is away. */
export async function selectProfile(deck: Driver, name: string): Promise<void> {
  const rows = listed(
    await deck.seesThat(`a list of brokers with a selection and ${name}`, (screen) => {
      const shown = listed(screen)
      return shown.some((row) => row.isSelected) && shown.some((row) => row.name === name)
    }),
  )
  const [from, to] = [rows.findIndex((row) => row.isSelected), rows.findIndex((row) => row.name === name)]
  const steps = Array.from({ length: Math.abs(to - from) }, () => (from < to ? 'j' : 'k'))
  if (steps.length > 0) await deck.press(...steps)
  await deck.sees(new RegExp(`│ ▸ [● ] ${name} `))
}

/** Opens the list, chooses the profile and leaves it to the caller to wait for the connection. */
export async function switchBroker(deck: Driver, name: string): Promise<void> {
  await deck.press('b').sees('brokers')
  await selectProfile(deck, name)
  await deck.press('enter').sees('? help')
}

/** Leaves a screen whose footer has the hint `from` by esc, for the one with the hint `to`. */
export function goBack(deck: Driver, from: string, to = 'q quit'): Step<Screen> {
  const shows = (hint: string, { rows }: Screen) => rows.some((row) => row.includes(hint))
  return deck
    .seesThat(`only ${from}`, (screen) => shows(from, screen) && !shows(to, screen))
    .press('esc')
    .seesThat(`only ${to}`, (screen) => shows(to, screen) && !shows(from, screen))
}

import { expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { openDeck } from '../deck-terminal.tsx'
import { everyFate, stateOf } from '../fixtures.ts'

// Ink draws once with the old screen before the screen knows of its new size: a wider line would break the rows below.
it.each([
  ['the deck', []],
  ['a job', ['enter']],
  ['help', ['?']],
  ['the register form', ['n']],
  ['the emit dialog', ['e']],
  ['the brokers', ['b']],
])('a terminal that has just become narrower gets no line that is wider than it: %s', async (_, keys) => {
  const deck = await openDeck(stateOf(everyFate), { columns: 120, rows: 40 })
  await deck.press(...keys)
  const lines = deck.linesAtOnce({ columns: 70, rows: 40 })
  expect(lines).toHaveLength(40)
  expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(70)
})

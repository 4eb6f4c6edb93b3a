// Every dialog over the deck: low on the screen, and above it the deck, dimmed and alive.
import { describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { openDeck, sizes } from '../deck-terminal.tsx'
import { everyFate, jobOf, nowMs, stateOf } from '../fixtures.ts'
import { profileViews } from './dialog-state.ts'

const state = stateOf(everyFate, { profiles: profileViews })
const common = sizes.filter(({ columns }) => columns < 300)

const dialogs = [
  ['emit', 'e', 'emit to'],
  ['register', 'n', 'register a job'],
  ['brokers', 'b', 'brokers'],
] as const

describe.each(dialogs)('over the deck, the dialog %s', (name, key, title) => {
  it.each(common)('looks as it did at $columns×$rows', async (size) => {
    const deck = await openDeck(state, size)
    await deck.press(key).sees(title)
    expect(deck.lines()).toHaveLength(size.rows)
    for (const line of deck.lines()) expect(cellWidth(line)).toBeLessThanOrEqual(size.columns)
    await expect(deck.frame()).toMatchFileSnapshot(`frames/over-deck-${name}-${size.columns}x${size.rows}.txt`)
  })
})

describe('behind a dialog', () => {
  const size = { columns: 80, rows: 30 }

  it('the deck goes on', async () => {
    const deck = await openDeck(state, size)
    await deck.press('e').sees('emit to')
    const news = jobOf({ id: 'fresh001', registeredAgoSec: 5, events: [[1, 'permission_required', 'may I?', 0]] })
    await deck.change({ jobs: standingJobs([news, ...everyFate], nowMs), jobsVersion: 2 })
    await deck.sees('may I?', 'emit to')
  })

  it('no key of the deck does anything', async () => {
    const deck = await openDeck(state, size)
    await deck.press('e').sees('emit to')
    const asked = [...deck.commands.asked]
    await deck.press('j')
    await deck.press('v')
    await deck.press('enter')
    expect(deck.commands.asked).toEqual(asked)
    await deck.press('p').sees('detail')
    await deck.press('enter')
    expect(deck.commands.asked).toContain(`emit ${everyFate[0]?.id} progress`)
  })

  it('the selection is where it was, afterwards too', async () => {
    const deck = await openDeck(state, size)
    await deck.press('G')
    await deck.press('e').sees('emit to')
    const title = deck.lines().find((line) => line.includes('emit to'))
    await deck.press('esc').seesNot('emit to')
    await deck.press('e').sees('emit to')
    expect(deck.lines().find((line) => line.includes('emit to'))).toBe(title)
  })
})

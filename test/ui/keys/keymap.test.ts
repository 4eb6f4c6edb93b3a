import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineWidth } from '../../../src/ui/cells/line.ts'
import { footerLine } from '../../../src/ui/frame/footer-line.ts'
import { atStart, type Navigation, pushed, type Surroundings } from '../../../src/ui/frame/navigation.ts'
import { press } from '../../../src/ui/frame/press.ts'
import { dialogBindings } from '../../../src/ui/keys/dialog-bindings.ts'
import { type Context, footerHints, keymap } from '../../../src/ui/keys/keymap.ts'
import { layOutDeck } from '../../../src/ui/views/deck/layout.ts'
import { helpLines } from '../../../src/ui/views/help/lines.ts'
import { everyFate, jobOf, stateOf } from '../fixtures.ts'

const contexts: readonly Context[] = ['deck', 'detail', 'event', 'messages', 'help']
const long = jobOf({
  id: 'long0001',
  registeredAgoSec: 100,
  events: Array.from({ length: 30 }, (_, index) => [index + 1, 'progress', `step ${index}`, 90 - index] as const),
})
const jobs = [...everyFate, ...Array.from({ length: 12 }, (_, index) => jobOf({ id: `more${index}` })), long]
const state = stateOf(jobs)
const around: Surroundings = {
  jobs: state.jobs,
  grid: layOutDeck(120, 14, jobs.length),
  scroll: { lines: 50, rows: 10, above: 8 },
}

/** In the middle of everything, so that each movement has somewhere to go. */
function inTheMiddleOf(context: Context): Navigation {
  const { perPage } = around.grid
  const middle = perPage + Math.floor(perPage / 2)
  const deck: Navigation = { ...atStart, page: 1, selected: state.jobs.at(middle) ?? null }
  const entry = long.history[15]
  if (!entry) throw new Error('the long job has events')
  if (context === 'deck') return deck
  const detail = pushed(deck, { name: 'detail', job: long.key, cursor: entry, lead: 4 })
  if (context === 'detail') return detail
  if (context === 'event') return pushed(detail, { name: 'event', job: long.key, entry, top: 20 })
  if (context === 'messages') return pushed(deck, { name: 'messages', top: 20 })
  return pushed(deck, { name: 'help', about: 'deck', top: 20 })
}

const rows = keymap.flatMap((binding) => binding.keys.map((key) => ({ ...binding, key })))

describe('the keymap', () => {
  it.each(rows)('does something for $key on the $context screen: $command', ({ context, key }) => {
    const at = inTheMiddleOf(context)
    const { to, effects } = press(key, at, around)
    expect(effects.length > 0 || JSON.stringify(to) !== JSON.stringify(at)).toBe(true)
  })

  it.each(rows)(
    '$key and the first key of its row do the same on the $context screen',
    ({ context, key, keys, command }) => {
      if (command === 'jump') return
      const at = inTheMiddleOf(context)
      expect(press(key, at, around)).toEqual(press(keys[0] ?? '', at, around))
    },
  )

  it('binds a key once on a screen', () => {
    for (const context of contexts) {
      const keys = rows.filter((row) => row.context === context).map((row) => row.key)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  it('changes nothing for a key that is not in it', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
      fc.constantFrom('ctrl-x', 'f1', 'meta-q'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...contexts), key, (context, unbound) => {
        fc.pre(!rows.some((row) => row.context === context && row.key === unbound))
        const at = inTheMiddleOf(context)
        expect(press(unbound, at, around)).toEqual({ to: at, effects: [] })
      }),
    )
  })

  it('does nothing while a dialog is open: the keys are its own', () => {
    const at = pushed(atStart, { name: 'register' })
    for (const { key } of rows) expect(press(key, at, around)).toEqual({ to: at, effects: [] })
  })
})

describe('the footer', () => {
  const text = (context: Context, position: string, cells: number) =>
    footerLine(footerHints(context), position, cells)
      .map((piece) => piece.text)
      .join('')

  it('names the keys of the deck', () => {
    expect(text('deck', '', 80).trimEnd()).toBe(
      ' ↑↓←→ move  ⏎ open  n new  e emit  b broker  m messages  ? help  q quit',
    )
  })

  it('leaves hints out whole where there is no room: what one tries anyway first, help and quit last', () => {
    expect(text('deck', '', 60)).toBe(' ⏎ open  n new  e emit  b broker  m messages  ? help  q quit')
    expect(text('deck', 'page 1/3', 60)).toBe(' ⏎ open  n new  e emit  b broker  ? help  q quit   page 1/3 ')
    expect(text('deck', '', 40)).toBe(' n new  e emit  b broker  ? help  q quit')
    expect(text('deck', '', 20).trimEnd()).toBe(' ? help  q quit')
    expect(text('detail', '', 40).trimEnd()).toBe(' ⏎ show JSON  e emit  ? help  esc back')
  })

  it('is exactly as wide as it is told', () => {
    for (const context of contexts)
      for (let cells = 20; cells < 130; cells++)
        expect(lineWidth(footerLine(footerHints(context), 'page 10/12', cells))).toBe(cells)
  })
})

describe('the help page', () => {
  it('names every binding of the keymap', () => {
    const page = helpLines('deck', 36).map((line) => line.map((piece) => piece.text).join(''))
    for (const context of contexts)
      for (const { hint } of footerHints(context)) expect(page.some((line) => line.includes(` ${hint}`))).toBe(true)
    for (const { hint } of keymap) expect(page.some((line) => line.includes(` ${hint}`))).toBe(true)
  })

  it('cuts nothing where a column is narrowest', () => {
    for (const cells of [36, 76, 116]) {
      const page = helpLines('deck', cells).map((line) => line.map((piece) => piece.text).join(''))
      expect(page.filter((line) => line.includes('…'))).toEqual([])
      for (const { hint } of dialogBindings) expect(page.some((line) => line.includes(` ${hint}`))).toBe(true)
    }
  })

  it('begins with the screen that it was asked on', () => {
    expect(helpLines('messages', 36)[0]?.[0]?.text).toBe('Messages')
  })
})

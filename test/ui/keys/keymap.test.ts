import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeListing } from '../../../src/app/deck/listing.ts'
import { parsePanes } from '../../../src/io/tmux/panes.ts'
import { lineWidth } from '../../../src/ui/cells/line.ts'
import { footerLine } from '../../../src/ui/frame/footer-line.ts'
import { changeScreen, initialNavigation, type Navigation, pushScreen } from '../../../src/ui/frame/navigation.ts'
import { hintsOf } from '../../../src/ui/keys/hints.ts'
import { deckStart } from '../../../src/ui/views/deck/state.ts'
import { helpLines } from '../../../src/ui/views/help/lines.ts'
import { keyTables, views } from '../../../src/ui/views/views.ts'
import { askOf, everyFate, jobOf, stateOf } from '../fixtures.ts'
import { keymap, pressKeys } from '../press-keys.ts'

const names = ['deck', 'detail', 'event', 'dropped', 'help'] as const
type Name = (typeof names)[number]

const long = jobOf({
  id: 'long0001',
  registeredAgoSec: 100,
  events: Array.from({ length: 30 }, (_, index) => [index + 1, 'progress', `step ${index}`, 90 - index] as const),
})
const more = Array.from({ length: 12 }, (_, index) => jobOf({ id: `more${index}`, registeredAgoSec: 100 }))
const jobs = [...everyFate.slice(0, -1), ...more, long, ...everyFate.slice(-1)]
const drop = { receivedWallMs: 0, topic: 'x', reason: 'not-json', explanation: 'y' } as const
const listing = { ...wholeListing, filter: '0' }
const panes = parsePanes(['1 $1 @1 %1 11 open claude:node'])
const state = stateOf(jobs, {
  listing,
  tmux: { phase: 'known', panes },
  questions: new Map(jobs.map((job) => [job.key, askOf(job.id)])),
  drops: { total: 40, unread: 40, byReason: { 'not-json': 40 }, recent: Array(40).fill(drop) },
})
/** Two rows of panes, and fewer lines than any text has. */
const size = { columns: 120, rows: 16 }
const press = (key: string, at: Navigation) => pressKeys([key], state, size, at)

/** In the middle of everything, so that each movement has somewhere to go. */
function inTheMiddleOf(name: Name): Navigation {
  const deck = changeScreen(initialNavigation, 'deck', () => ({
    ...deckStart,
    selected: state.jobs.at(10) ?? null,
    selection: 'chosen',
    drawing: 'panes',
  }))
  const index = 15
  const job = long.key
  if (name === 'deck') return press('f5', deck).to
  const detail = pushScreen(deck, 'detail', { job, cursor: index, lead: 4, search: 'step', typing: null })
  if (name === 'detail') return detail
  if (name === 'event') return pushScreen(detail, 'event', { job, index, top: 3 })
  if (name === 'dropped') return pushScreen(deck, 'dropped', { top: 20 })
  return pushScreen(deck, 'help', { about: 'deck', top: 20 })
}

const rows = names.flatMap((name) =>
  views[name].tables
    .filter(({ mode, view }) => mode === 'keys' && view === name)
    .flatMap((table) => table.rows.flatMap((row) => row.keys.map((key) => ({ ...row, name, key })))),
)

describe('the keys', () => {
  it.each(rows)('do something for $key on the $name screen: $id', ({ name, key }) => {
    const at = inTheMiddleOf(name)
    const { to, asked } = press(key, at)
    const asks = name === 'detail' || name === 'event' ? 1 : 0
    expect(
      asked.filter((ask) => ask !== 'hold').length > asks || JSON.stringify(to.stack) !== JSON.stringify(at.stack),
    ).toBe(true)
  })

  it.each(rows)('$key does on the $name screen what the first key of its row does', ({ name, key, keys }) => {
    const at = inTheMiddleOf(name)
    expect(press(key, at)).toEqual(press(keys[0] ?? '', at))
  })

  it('have one meaning each in a table', () => {
    for (const table of keyTables) {
      const keys = table.rows.flatMap((row) => row.keys)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  it('that are in no table change nothing', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
      fc.constantFrom('ctrl-x', 'f1', 'meta-q'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...names), key, (name, unbound) => {
        fc.pre(!rows.some((row) => row.name === name && row.key === unbound))
        const at = inTheMiddleOf(name)
        expect(press(unbound, at)).toEqual({ to: at, asked: [] })
      }),
    )
  })
})

describe('the footer', () => {
  const hints = (name: Name) => hintsOf(views[name].tables[0]?.rows ?? [], keymap)
  const text = (name: Name, position: string, cells: number) =>
    footerLine(hints(name), position, cells)
      .map((piece) => piece.text)
      .join('')

  it('names the keys of the deck', () => {
    expect(text('deck', '1–9/30', 120)).toBe(
      ' a next  ⏎ open  n new  e emit  x menu  / filter  t tmux  esc clear  v view  b broker  > write  ? help  q quit   1–9/30 ',
    )
  })

  it('leaves hints out whole when there is no room: first what people try anyway, help and quit last', () => {
    expect(text('deck', '', 100)).toBe(
      ' a next  ⏎ open  n new  e emit  x menu  / filter  t tmux  esc clear  v view  > write  ? help  q quit',
    )
    expect(text('deck', '1–9/30', 60)).toBe(' a next  ⏎ open  n new  e emit  ? help  q quit       1–9/30 ')
    expect(text('deck', '', 40)).toBe(' a next  ⏎ open  n new  ? help  q quit  ')
    expect(text('deck', '', 20).trimEnd()).toBe(' ? help  q quit')
    expect(text('detail', '', 40).trimEnd()).toBe(' ⏎ show JSON  e emit  ? help  esc back')
  })

  it('is exactly as wide as asked', () => {
    for (const name of names)
      for (let cells = 20; cells < 130; cells++)
        expect(lineWidth(footerLine(hints(name), 'page 10/12', cells))).toBe(cells)
  })
})

describe('the help page', () => {
  const textOf = (about: string, cells: number) =>
    helpLines(about, keymap, cells).map((line) => line.map((piece) => piece.text).join(''))
  const everyHint = keyTables.flatMap((table) => table.rows.map(({ hint }) => hint))

  it('names every row of every table', () => {
    const page = textOf('deck', 36)
    for (const hint of everyHint) expect(page.some((line) => line.includes(` ${hint}`))).toBe(true)
  })

  it('cuts nothing where a column is narrowest', () => {
    for (const cells of [36, 76, 116]) {
      const page = textOf('deck', cells)
      expect(page.filter((line) => line.includes('…'))).toEqual([])
      for (const hint of everyHint) expect(page.some((line) => line.includes(` ${hint}`))).toBe(true)
    }
  })

  it('begins with the screen that it was opened from', () => {
    expect(helpLines('dropped', keymap, 36)[0]?.[0]?.text).toBe('Dropped messages')
  })
})

// The user's keys from the configuration file: which bindings are used, and how the others are reported.
import { describe, expect, it } from 'vitest'
import { hintsOf } from '../../../src/ui/keys/hints.ts'
import { type KeyTable, keyTable, type ViewRow } from '../../../src/ui/keys/key-table.ts'
import { createKeymap } from '../../../src/ui/keys/keymap.ts'
import { runKey } from '../../../src/ui/keys/use-keys.ts'
import { readBindings } from '../../../src/ui/keys/user-bindings.ts'
import { keyTables } from '../../../src/ui/views/views.ts'

function row(name: string, keys: readonly string[], more: Partial<ViewRow<string[]>> = {}): ViewRow<string[]> {
  return { name, keys, hint: name, footer: 'room', run: (ran, nth) => ran.push(`${name} ${nth}`), ...more }
}

const deck: KeyTable<string[]> = keyTable({ view: 'deck', title: 'The deck', mode: 'keys' }, [
  row('next', ['j', 'down']),
  row('emit', ['e']),
  row('register', ['n']),
  row('quit', ['q', 'ctrl-c'], { isExit: true }),
])
const form: KeyTable<string[]> = keyTable({ view: 'form', title: 'A form', mode: 'text' }, [row('submit', ['ctrl-s'])])
const tables = [deck, form]

const read = (settings: unknown) => {
  const { keys, problems } = readBindings(settings, tables)
  return { keys: Object.fromEntries(keys), problems }
}

describe('bindings that are used', () => {
  it.each<[string, unknown, Record<string, readonly string[]>]>([
    ['nothing in the file', undefined, {}],
    ['another key', { 'deck.emit': ['E'] }, { 'deck.emit': ['E'] }],
    [
      'several keys, named in any case',
      { 'deck.next': ['Space', 'PageDown', 'Ctrl-N'] },
      { 'deck.next': [' ', 'pagedown', 'ctrl-n'] },
    ],
    ['a letter that is no Latin one', { 'deck.emit': ['ㄷ'] }, { 'deck.emit': ['ㄷ'] }],
    ['a key named twice', { 'deck.emit': ['E', 'E'] }, { 'deck.emit': ['E'] }],
    ['no key at all', { 'deck.next': [] }, { 'deck.next': [] }],
    [
      'two rows that change places',
      { 'deck.emit': ['n'], 'deck.register': ['e'] },
      { 'deck.emit': ['n'], 'deck.register': ['e'] },
    ],
    [
      'the key of a row that has lost it',
      { 'deck.emit': ['j'], 'deck.next': ['down'] },
      { 'deck.emit': ['j'], 'deck.next': ['down'] },
    ],
    ['a key that another view has too', { 'form.submit': ['ctrl-c'] }, { 'form.submit': ['ctrl-c'] }],
    ['another way out', { 'deck.quit': ['Q'] }, { 'deck.quit': ['Q'] }],
  ])('%s', (_, settings, keys) => {
    expect(read(settings)).toEqual({ keys, problems: [] })
  })
})

describe('bindings that are refused, with the row keeping its default keys', () => {
  it.each<[string, unknown, string]>([
    [
      'a clash with a default',
      { 'deck.emit': ['n'] },
      '"n" is bound to both deck.emit and deck.register: choose another key for one of them',
    ],
    [
      'a clash of two changes',
      { 'deck.emit': ['x'], 'deck.register': ['x'] },
      '"x" is bound to both deck.emit and deck.register: choose another key for one of them',
    ],
    [
      'a clash of a key with a label',
      { 'deck.emit': ['down'] },
      '"↓" is bound to both deck.next and deck.emit: choose another key for one of them',
    ],
    [
      'an action that is not there',
      { 'deck.emti': ['E'] },
      'deck.emti: is not an action: after "deck.", choose one of next, emit, register, quit',
    ],
    ['a view that is not there', { 'dekc.emit': ['E'] }, 'dekc.emit: is not an action: choose one of deck.…, form.…'],
    ['a name without a view', { emit: ['E'] }, 'emit: is not an action: choose one of deck.…, form.…'],
    ['a key that is not there', { 'deck.emit': ['f13'] }, 'deck.emit: "f13" is not a key'],
    ['an empty name', { 'deck.emit': [''] }, 'deck.emit: "" is not a key'],
    ['a word that every object knows', { 'deck.emit': ['constructor'] }, 'deck.emit: "constructor" is not a key'],
    ['a control character', { 'deck.emit': ['\u001b'] }, 'deck.emit: "\u001b" is not a key'],
    ['a key that terminals send as another', { 'deck.emit': ['ctrl-i'] }, 'deck.emit: terminals send tab for "ctrl-i"'],
    ['a key with alt', { 'deck.emit': ['alt-e'] }, 'deck.emit: terminals send esc and then the key for "alt-e"'],
    [
      'a letter where text is typed',
      { 'form.submit': ['s'] },
      'form.submit: "s" is typed as text there: choose one such as ctrl-s',
    ],
    ['a way out without a key', { 'deck.quit': [] }, 'deck.quit: it leaves the screen, so it needs a key'],
    ['a key that is not in a list', { 'deck.emit': 'E' }, 'deck.emit: give a list of keys, such as ["E"]'],
    ['a list of something else', { 'deck.emit': [1] }, 'deck.emit: give a list of keys, such as ["E"]'],
    ['null for a list', { 'deck.emit': null }, 'deck.emit: give a list of keys, such as ["E"]'],
    ['a list for the whole', ['E'], 'write an object of actions and their keys, such as {"deck.emit": ["E"]}'],
    ['a text for the whole', 'E', 'write an object of actions and their keys, such as {"deck.emit": ["E"]}'],
    ['null for the whole', null, 'write an object of actions and their keys, such as {"deck.emit": ["E"]}'],
    [
      'the name of something that every object has',
      { constructor: ['E'] },
      'constructor: is not an action: choose one of deck.…, form.…',
    ],
  ])('%s', (_, settings, problem) => {
    expect(read(settings)).toEqual({ keys: {}, problems: [problem] })
  })

  it('keeps the other bindings', () => {
    const { keys, problems } = read({ 'deck.emit': ['n'], 'deck.next': ['x'], 'deck.no': ['y'] })
    expect(keys).toEqual({ 'deck.next': ['x'] })
    expect(problems).toHaveLength(2)
  })

  it('takes back a binding that clashes only because another one was taken back', () => {
    // deck.emit is refused and gets its e back, which deck.next has taken meanwhile.
    const { keys, problems } = read({ 'deck.emit': ['n'], 'deck.next': ['e'] })
    expect(keys).toEqual({})
    expect(problems).toEqual([
      '"n" is bound to both deck.emit and deck.register: choose another key for one of them',
      '"e" is bound to both deck.next and deck.emit: choose another key for one of them',
    ])
  })
})

describe('a keymap with the user’s bindings', () => {
  const keymap = createKeymap(tables, { bindings: { 'deck.emit': ['E'], 'deck.next': [], 'deck.no': ['x'] } })
  const ran = (key: string) => {
    const rows: string[] = []
    runKey(keymap, deck, key, rows)
    return rows
  }

  it('runs a row by its new keys and no longer by the old ones', () => {
    expect(ran('E')).toEqual(['emit 0'])
    expect(ran('e')).toEqual([])
    expect(ran('j')).toEqual([])
    expect(ran('ctrl-c')).toEqual(['quit 1'])
  })

  it('names the new keys in the hints, and leaves out what has none', () => {
    expect(hintsOf(deck.rows, keymap).map(({ keys, hint }) => `${keys} ${hint}`)).toEqual([
      'E emit',
      'n register',
      'q quit',
    ])
  })

  it('says what is wrong and where', () => {
    expect(keymap.problem).toMatch(
      /^config\.json, keys: deck\.no: is not an action: after "deck\.", choose one of next, emit, /,
    )
  })

  it('has the default keys when the file cannot be read, and says why', () => {
    const unread = createKeymap(tables, { problem: 'cannot read config.json' })
    expect(unread.problem).toBe('cannot read config.json')
    expect(deck.rows.map((one) => unread.keysOf(one))).toEqual(deck.rows.map(({ keys }) => keys))
  })

  it('prints nothing that acts on a terminal', () => {
    const { problem } = createKeymap(tables, { bindings: { '\u001b]0;x\u0007': ['\u001b[31m'] } })
    expect(problem).not.toContain('\u001b')
  })
})

it('the default keys do not clash', () => {
  const everyDefault = Object.fromEntries(
    keyTables.flatMap(({ rows }) => rows.map(({ id, keys }) => [id, keys.map((key) => (key === ' ' ? 'space' : key))])),
  )
  expect(readBindings(everyDefault, keyTables).problems).toEqual([])
})

// The form as a value and as lines: what the keys do, and that at any size it fits with the focused field visible.
import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineWidth } from '../../../src/ui/cells/line.ts'
import { editorRow, type FormAt, formRows } from '../../../src/ui/forms/form-keys.ts'
import { formBody, formWrapCells } from '../../../src/ui/forms/form-layout.ts'
import {
  type FieldSpec,
  type FormState,
  formState,
  formTexts,
  pasteIntoForm,
  typeIntoForm,
  withRefusal,
} from '../../../src/ui/forms/form-state.ts'
import { keyTable } from '../../../src/ui/keys/key-table.ts'
import { createKeymap } from '../../../src/ui/keys/keymap.ts'
import { runKey } from '../../../src/ui/keys/use-keys.ts'
import { keyTables } from '../../../src/ui/views/views.ts'

type Id = 'prompt' | 'agent' | 'name' | 'secret' | 'tls' | 'notes'

const common = { options: [], whenEmpty: 'none', warning: null }
const fields: readonly FieldSpec<Id>[] = [
  { ...common, id: 'prompt', label: 'prompt', kind: 'text' },
  { ...common, id: 'agent', label: 'agent', kind: 'suggestion', options: ['claude-code', 'codex'] },
  { ...common, id: 'name', label: 'name', kind: 'fixed' },
  { ...common, id: 'secret', label: 'secret', kind: 'secret', warning: 'stored as plain text' },
  { ...common, id: 'tls', label: 'TLS', kind: 'choice', options: ['on', 'off'] },
  { ...common, id: 'notes', label: 'notes', kind: 'text' },
]
const wrapCells = 20
const keymap = createKeymap([])
const table = keyTable<FormAt<Id>>(
  { view: 'form', title: 'A form', mode: 'text' },
  formRows({ submit: 'save', up: 'up', down: 'down', accept: 'next' }, [editorRow()]),
)
const start = formState(
  fields,
  { prompt: '', agent: 'codex', name: 'staging', secret: '', tls: 'on', notes: '' },
  'prompt',
)

const stroke = (key: string) => ({ key, text: key.length === 1 ? key : '' })

/** The form after a key, and what the key asked for besides. */
function press(state: FormState<Id>, name: string) {
  let next = state
  const asked: string[] = []
  const change = (to: FormState<Id>) => {
    next = to
  }
  const at: FormAt<Id> = {
    state,
    change,
    fields,
    wrapCells,
    submit: () => asked.push('submit'),
    openEditor: (field) => asked.push(`edit ${field}`),
    leave: () => asked.push('leave'),
  }
  if (!runKey(keymap, table, name, at)) change(typeIntoForm(state, fields, stroke(name), wrapCells))
  return { state: next, asked }
}

function pressed(...names: readonly string[]): FormState<Id> {
  return names.reduce((state, name) => press(state, name).state, start)
}

describe('the focus', () => {
  it.each<[readonly string[], Id]>([
    [['tab'], 'agent'],
    [['tab', 'tab'], 'secret'],
    [['shift-tab'], 'notes'],
    [['shift-tab', 'tab'], 'prompt'],
    [['tab', 'enter'], 'secret'],
    [['tab', 'down', 'up', 'up'], 'prompt'],
    [['enter', 'down', 'up'], 'prompt'],
  ])('after %j is on %s: never on a fixed field', (names, focus) => {
    expect(pressed(...names).focus).toBe(focus)
  })
})

describe('a field', () => {
  it.each<[string, readonly string[], Partial<Record<Id, string>>]>([
    ['of many lines takes a new line by enter', ['a', 'enter', 'b'], { prompt: 'a\nb' }],
    ['of one line keeps typing at the cursor', ['tab', 'tab', 'a', 'b', 'left', 'c'], { secret: 'acb' }],
    ['with suggestions goes round by right', ['tab', 'right'], { agent: 'claude-code' }],
    ['with suggestions is replaced by the first letter typed', ['tab', 'x', 'y'], { agent: 'xy' }],
    ['with suggestions can be edited after a pick', ['tab', 'backspace'], { agent: 'code' }],
    ['with suggestions comes back to them', ['tab', 'x', 'left'], { agent: 'codex' }],
    ['with a choice takes no letters', ['tab', 'tab', 'tab', 'x', 'right'], { tls: 'off' }],
  ])('%s', (_, names, wanted) => {
    expect(formTexts(pressed(...names))).toMatchObject(wanted)
  })

  it('of a single line keeps a pasted text on it', () => {
    expect(formTexts(pasteIntoForm(pressed('tab', 'tab'), fields, 'a\tb\r\nc\n')).secret).toBe('a b c')
  })

  it('that changes loses its error, and only that one', () => {
    const wrong = withRefusal(start, fields, { fields: { secret: 'too short', notes: 'too long' }, message: 'refused' })
    expect(wrong).toMatchObject({ focus: 'secret', message: 'refused' })
    const fixed = press(wrong, 'x').state
    expect(fixed.errors).toEqual({ notes: 'too long' })
    expect(fixed.message).toBeNull()
  })
})

describe('leaving', () => {
  it('asks only when something was changed', () => {
    expect(press(start, 'esc').asked).toEqual(['leave'])
    expect(press(pressed('x', 'backspace'), 'esc').asked).toEqual(['leave'])
    expect(press(pressed('x'), 'esc')).toMatchObject({ asked: [], state: { phase: 'leaving' } })
  })

  it('opens the editor only from a multi-line field', () => {
    expect(press(start, 'ctrl-g').asked).toEqual(['edit prompt'])
    expect(press(pressed('tab'), 'ctrl-g').asked).toEqual([])
  })
})

describe('the lines of a form', () => {
  const key = constantFrom(
    'tab',
    'shift-tab',
    'enter',
    'left',
    'right',
    'up',
    'down',
    'backspace',
    'ctrl-u',
    'esc',
    'y',
  )
  const typed = string({
    unit: oneof(constantFrom('a', '정', '👨‍👩‍👧', '\n', ' '), string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    maxLength: 80,
  })
  const filled = (inputs: readonly string[], errors: Partial<Record<Id, string>>): FormState<Id> => {
    const typedInto = inputs.reduce<FormState<Id>>((state, input, index) => {
      if (index % 2 === 0) return pasteIntoForm(state, fields, input)
      return state.phase === 'editing' ? press(state, input).state : state
    }, start)
    return { ...typedInto, errors }
  }

  it('are exactly as many and as wide as they should be, with the cursor among them, whatever is typed', () => {
    const inputs = array(oneof(typed, key), { maxLength: 12 })
    assert(
      property(
        inputs,
        typed,
        integer({ min: 36, max: 120 }),
        integer({ min: 4, max: 40 }),
        (raw, error, cells, rows) => {
          const state = filled(raw, { secret: error, prompt: 'wrong' })
          const body = formBody(fields, state, cells, rows)
          expect(body.lines.map(lineWidth)).toEqual(Array.from({ length: rows }, () => cells))
          expect(body.cursor === null).toBe(state.phase !== 'editing')
          if (!body.cursor) return
          expect(body.cursor.row).toBeLessThan(rows)
          expect(body.cursor.cell).toBeLessThan(cells)
        },
      ),
    )
  })

  it('show the label of the focused field where there is room for it', () => {
    const inputs = array(key, { maxLength: 10 })
    assert(
      property(inputs, integer({ min: 6, max: 20 }), (names, rows) => {
        const body = formBody(fields, { ...pressed(...names), phase: 'editing' }, 60, rows)
        const row = body.lines.find((line) => line.some(({ text }) => text.includes('▸')))
        expect(row).toBeDefined()
      }),
    )
  })

  it('wrap long lines where up and down expect it', () => {
    const state = pasteIntoForm(start, fields, 'x'.repeat(100))
    const body = formBody(fields, state, 60, 20)
    const first = body.lines[0]?.map(({ text }) => text).join('') ?? ''
    expect(first.match(/x/g)).toHaveLength(formWrapCells(fields, 60))
  })
})

describe('the bindings', () => {
  it('give each key of a table one meaning', () => {
    for (const { rows } of keyTables) {
      const all = rows.flatMap(({ keys }) => keys)
      expect(new Set(all).size).toBe(all.length)
    }
  })
})

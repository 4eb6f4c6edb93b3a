// The text buffer: what each edit does, and what holds after any edits of any text.
import { array, assert, constant, constantFrom, integer, oneof, property, record, string } from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { graphemesOf } from '../../../src/domain/text/cells.ts'
import {
  type Erasure,
  editText,
  type Motion,
  type TextAction,
  type TextBuffer,
  textBuffer,
  textOf,
} from '../../../src/ui/editor/text-buffer.ts'
import { cleanText } from '../../../src/ui/editor/text-line.ts'

const family = '👨‍👩‍👧'

function marked(buffer: TextBuffer): string {
  const lines = buffer.lines.map((line, row) =>
    row === buffer.row
      ? `${line.graphemes.slice(0, buffer.column).join('')}|${line.graphemes.slice(buffer.column).join('')}`
      : line.text,
  )
  return lines.join('\n')
}

/** The buffer of a text in which `|` is the cursor. */
function at(text: string): TextBuffer {
  const [before = ''] = text.split('|')
  const placed = textBuffer(before)
  return { ...textBuffer(text.replace('|', '')), row: placed.row, column: placed.column }
}

const move = (by: Motion): TextAction => ({ type: 'move', by })
const erase = (by: Erasure): TextAction => ({ type: 'erase', by })
const insert = (text: string): TextAction => ({ type: 'insert', text })

describe('one edit', () => {
  it.each<[string, TextAction, string]>([
    ['ab|c', insert('X'), 'abX|c'],
    ['정렬|', insert(' 문제'), '정렬 문제|'],
    ['a|b', insert('1\n2'), 'a1\n2|b'],
    ['a|b', insert('\r\n'), 'a\n|b'],
    ['e|x', insert('\u0301'), 'e\u0301|x'],
    ['정렬|', erase('left'), '정|'],
    [`a${family}|b`, erase('left'), 'a|b'],
    [`a|${family}b`, erase('right'), 'a|b'],
    ['ab\n|cd', erase('left'), 'ab|cd'],
    ['ab|\ncd', erase('right'), 'ab|cd'],
    ['|', erase('left'), '|'],
    ['one two  |', erase('word-left'), 'one |'],
    ['정렬 문제|를', erase('word-left'), '정렬 |를'],
    ['one| two', erase('word-right'), 'one|'],
    ['one two|\nx', erase('line-start'), '|\nx'],
    ['one| two\nx', erase('line-end'), 'one|\nx'],
    [`a${family}|`, move('left'), `a|${family}`],
    ['ab\n|cd', move('left'), 'ab|\ncd'],
    ['ab|\ncd', move('right'), 'ab\n|cd'],
    ['one  two| x', move('word-left'), 'one  |two x'],
    ['one|  two x', move('word-right'), 'one  two| x'],
    ['ab\nc|d', move('line-start'), 'ab\n|cd'],
    ['ab\nc|d', move('line-end'), 'ab\ncd|'],
    ['ab\nc|d', move('text-start'), '|ab\ncd'],
    ['a|b\ncd', move('text-end'), 'ab\ncd|'],
    ['abc|\n정렬문', move('down'), 'abc\n정|렬문'],
    ['abc\n정렬문|', move('up'), 'abc|\n정렬문'],
    ['a|b', move('up'), '|ab'],
    ['a|b', move('down'), 'ab|'],
  ])('%j by %j is %j', (before, action, after) => {
    expect(marked(editText(at(before), action))).toBe(after)
  })

  it('keeps the cell that it began at while it goes through a short line', () => {
    const down = editText(editText(at('abcd|\nx\nabcdef'), move('down')), move('down'))
    expect(marked(down)).toBe('abcd\nx\nabcd|ef')
  })

  it('goes up and down by the rows of a wrapped line', () => {
    const buffer = at('abcdefgh|ij')
    expect(marked(editText(buffer, move('up'), 4))).toBe('abcd|efghij')
    expect(marked(editText(at('ab|cdefghij'), move('down'), 4))).toBe('abcdef|ghij')
  })
})

describe('pasted text', () => {
  it('keeps its lines and tabs, with one kind of line break', () => {
    expect(textOf(editText(textBuffer(''), insert('a\r\nb\rc\n\td')))).toBe('a\nb\nc\n\td')
  })

  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007x', 'x'],
    ['a\u0000b\u0007c\u009bd', 'abcd'],
    ['abc\u202egnp', 'abcgnp'],
    ['x\ud83dy', 'xy'],
  ])('loses what could act on a terminal: %j is %j', (raw, clean) => {
    expect(cleanText(raw)).toBe(clean)
  })

  it('is exact for 5,000 characters of Korean and English, and takes each line apart once', () => {
    const line = '정렬 알고리즘 문제 10개를 만들어 sort_problems.md 로 저장하세요. 👩‍💻 '
    const text = Array.from({ length: 110 }, (_, index) => `${index} ${line}`).join('\n')
    expect(text.length).toBeGreaterThan(5_000)
    const buffer = at('a|b')
    const segmented = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    onTestFinished(() => segmented.mockRestore())
    const pasted = editText(buffer, insert(text.replaceAll('\n', '\r\n')))
    expect(textOf(pasted)).toBe(`a${text}b`)
    // Graphemes of their own are measured once; whole lines are what would cost more and more.
    const lines = segmented.mock.calls.map(([part]) => part).filter((part) => part.includes('sort_problems'))
    expect(lines).toEqual(`a${text}b`.split('\n'))
  })
})

const text = string({
  unit: oneof(
    constantFrom(
      'a',
      ' ',
      '\n',
      '정',
      '렬',
      family,
      '👍🏽',
      'e\u0301',
      '\u200d',
      '\u0301',
      '\t',
      'ㄱ',
      '\u1100',
      '\u1161',
    ),
    string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
})
const action = oneof(
  record({ type: constant('insert' as const), text }),
  record({
    type: constant('move' as const),
    by: constantFrom<Motion>(
      'left',
      'right',
      'up',
      'down',
      'word-left',
      'word-right',
      'line-start',
      'line-end',
      'text-start',
      'text-end',
    ),
  }),
  record({
    type: constant('erase' as const),
    by: constantFrom<Erasure>('left', 'right', 'word-left', 'word-right', 'line-start', 'line-end'),
  }),
)

function offsetOf(buffer: TextBuffer): number {
  const before = buffer.lines.slice(0, buffer.row).map((line) => line.text.length + 1)
  const inLine = buffer.lines[buffer.row]?.graphemes.slice(0, buffer.column).join('').length ?? 0
  return before.reduce((sum, length) => sum + length, 0) + inLine
}

describe('after any edits', () => {
  const edited = (start: string, actions: readonly TextAction[], wrap: number) =>
    actions.reduce((buffer, next) => editText(buffer, next, wrap), textBuffer(start))

  it('the cursor is between two graphemes of the text', () => {
    assert(
      property(text, array(action, { maxLength: 25 }), integer({ min: 1, max: 20 }), (start, actions, wrap) => {
        const buffer = edited(start, actions, wrap)
        const line = buffer.lines[buffer.row]
        expect(buffer.lines.length).toBeGreaterThan(0)
        expect(buffer.column).toBeGreaterThanOrEqual(0)
        expect(buffer.column).toBeLessThanOrEqual(line?.graphemes.length ?? -1)
        expect(line?.graphemes).toEqual(graphemesOf(line?.text ?? ''))
        expect(textOf(textBuffer(textOf(buffer)))).toBe(textOf(buffer))
      }),
    )
  })

  it('an insertion is whole and before the cursor, and erasing as much to the left undoes it', () => {
    assert(
      property(text, array(action, { maxLength: 10 }), text, (start, actions, inserted) => {
        const before = edited(start, actions, 10)
        const offset = offsetOf(before)
        const clean = cleanText(inserted)
        const after = editText(before, insert(inserted), 10)
        expect(textOf(after)).toBe(textOf(before).slice(0, offset) + clean + textOf(before).slice(offset))
        expect(offsetOf(after)).toBeGreaterThanOrEqual(offset + clean.length)
      }),
    )
  })

  it('a step to the right and one to the left end where they began', () => {
    assert(
      property(text, array(action, { maxLength: 10 }), (start, actions) => {
        const buffer = edited(start, actions, 10)
        const right = editText(buffer, move('right'))
        if (offsetOf(right) === offsetOf(buffer)) return
        expect(offsetOf(editText(right, move('left')))).toBe(offsetOf(buffer))
      }),
    )
  })

  it('moving changes no text', () => {
    assert(
      property(text, array(action, { maxLength: 25 }), (start, actions) => {
        const moves = actions.filter(({ type }) => type === 'move')
        expect(textOf(edited(start, moves, 7))).toBe(cleanText(start))
      }),
    )
  })
})

import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import {
  clipCells,
  joinText,
  repeatText,
  safe,
  safeJson,
  safeLine,
  safeLines,
} from '../../../src/domain/text/safe-text.ts'

/** Everything that could act on a terminal or hide. */
const dangerous =
  /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]|\p{Variation_Selector}|\p{Emoji_Modifier}/u

/** Text with an unusual share of what a terminal acts on. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[31m', '\u001b]0;title\u0007', '\u009b2J', '\u001bc', '\u001bP1$r\u001b\\', '\u202e'),
      fc.constantFrom('\ud800', '\udc00', '한글', '👩‍💻', 'é́́́́́́́', '\u001b[', '\u001b]8;;x', '\u009d'),
    ),
  )
  .map((parts) => parts.join(''))

describe('safeLine', () => {
  it.each([
    ['plain text', 'plain text'],
    ['\u001b[1;31mred\u001b[0m text', 'red text'],
    ['\u009b31mred', 'red'],
    ['\u001b]0;a title\u0007shown', 'shown'],
    ['\u001b]8;;http://example.invalid\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001bPq#0\u001b\\after', 'after'],
    ['\u001bcreset', 'reset'],
    ['\u001b', '␛'],
    ['a\u0000b\u0007c\u007fd', 'a␀b␇c␡d'],
    ['c1\u0085next \u0080', 'c1 next �'],
    ['two\r\nlines\tand a tab', 'two lines and a tab'],
    ['evil \u202etxt.exe', 'evil �txt.exe'],
    ['\ud800 lone \udfff', '� lone �'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['정렬 문제 10개', '정렬 문제 10개'],
    ['👨‍👩‍👧', '👨👩👧'],
    ['⚠️ 👍🏽', '⚠ 👍'],
    ['1️⃣ #️⃣', '1 #'],
    ['คำ ຄຳ', 'ค\u0e4dา ຄ\u0ecdາ'],
    [`z${'\u0301'.repeat(50)}`, `z${'\u0301'.repeat(4)}`],
  ])('shows %j as %j', (raw, shown) => {
    expect(safeLine(raw)).toBe(shown)
  })

  it('never lets anything through that could act on a terminal', () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        expect(safeLine(raw)).not.toMatch(dangerous)
        for (const line of safeLines(raw)) expect(line).not.toMatch(dangerous)
      }),
    )
  })

  it('stays within its cells', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 40 }), (raw, cells) => {
        expect(cellWidth(safeLine(raw, cells))).toBeLessThanOrEqual(cells)
      }),
    )
  })

  it('cuts what is long before it looks at it', () => {
    expect(safeLine('x'.repeat(100_000), 100_000)).toHaveLength(16_384)
    expect(safeLines('x'.repeat(100_000))).toEqual(['x'.repeat(4 * 16_384), '…'])
    expect(safeLines('a\nb\nc', 2)).toEqual(['a', 'b', '…'])
    expect(safeLines('a\nb', 2)).toEqual(['a', 'b'])
  })

  it('takes the same moment for a megabyte of broken sequences as for a short text', () => {
    for (const piece of ['\u001b[', '\u001b]', '\u009d', '\u001bP', '\u0301', '👩\u200d'])
      expect(safeLine(piece.repeat(300_000)).length).toBeLessThanOrEqual(20_000)
  })
})

describe('cellWidth', () => {
  it('measures every character of the basic plane as string-width does', () => {
    const different: string[] = []
    for (let code = 0x20; code <= 0xffff; code++) {
      const character = String.fromCharCode(code)
      if (!/[\p{Cc}\p{Cs}]/u.test(character) && cellWidth(character) !== stringWidth(character))
        different.push(character)
    }
    expect(different).toEqual([])
  })

  it('measures safe text as string-width does', () => {
    const mixed = fc.array(fc.oneof(hostileText, fc.constantFrom('한글', 'ok', 'ー', '。', '…', '（', 'é', '각', 'ᆨ')))
    fc.assert(
      fc.property(mixed, (parts) => {
        const text = safeLine(parts.join(''))
        expect(cellWidth(text)).toBe(stringWidth(text))
      }),
    )
  })
})

describe('clipCells', () => {
  it.each([
    ['hello', 5, 'hello'],
    ['hello', 4, 'hel…'],
    ['hello', 1, '…'],
    ['hello', 0, ''],
    ['한글입니다', 10, '한글입니다'],
    ['한글입니다', 9, '한글입니…'],
    ['한글입니다', 8, '한글입…'],
    ['a👍b', 3, 'a…'],
    ['a👍b', 4, 'a👍b'],
    ['한글ok👍', 8, '한글ok👍'],
    ['한글ok👍', 7, '한글ok…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['한\u11a8한', 3, '한\u11a8…'],
  ])('cuts %j to %i cells as %j', (text, cells, cut) => {
    expect(clipCells(safeLine(text), cells)).toBe(cut)
  })
})

describe('clipCells, for any text', () => {
  it('keeps as many characters as fit beside the …, and all when all fit', () => {
    const text = fc
      .array(
        fc.constantFrom(safe`a`, safe`é`, safe`한`, safe`字`, safe`…`, safe`👍`, safe`👩👧`, safe`e\u0301`, safe` `),
      )
      .map((all) => joinText(all, ''))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (whole, cells) => {
        const cut = clipCells(whole, cells)
        if (stringWidth(whole) <= cells) expect(cut).toBe(whole)
        else {
          expect(cut.endsWith('…')).toBe(true)
          expect(whole.startsWith(cut.slice(0, -1))).toBe(true)
          // A wide character may leave one cell empty.
          expect([cells, cells - 1]).toContain(stringWidth(cut))
        }
      }),
    )
  })

  it('takes no Korean text apart into graphemes, which is slow, but does so with an emoji', () => {
    const segmented = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    onTestFinished(() => segmented.mockRestore())
    const korean = repeatText('정렬 문제 10개를 만들어 sort_problems.md로 저장. ', 20)
    expect(clipCells(korean, 500)).toMatch(/…$/)
    expect(segmented).not.toHaveBeenCalled()
    clipCells(safe`👍${korean}`, 500)
    expect(segmented).toHaveBeenCalled()
  })
})

describe('safeJson', () => {
  it('is cut to a number of characters, what is escaped included', () => {
    expect(safeJson('abcdef', 4)).toBe('"abc')
    expect(safeJson('\u200b\u200b', 8)).toBe('"\\u200b\\')
  })

  it('is the same value when parsed, and holds nothing that acts on a terminal', () => {
    fc.assert(
      fc.property(fc.record({ text: hostileText, number: fc.integer() }), (value) => {
        const json = safeJson(value)
        expect(json).not.toMatch(dangerous)
        expect(JSON.parse(json)).toEqual(value)
      }),
    )
  })
})

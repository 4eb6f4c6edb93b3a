import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cellWidth, graphemesOf } from '../../../src/domain/text/cells.ts'
import {
  clipCells,
  joinText,
  padEnd,
  padStart,
  repeatText,
  safe,
  safeJson,
  safeJsonText,
  safeLine,
  safeLines,
  sliceText,
  wrapCells,
} from '../../../src/domain/text/safe-text.ts'
import { dangerous, hostileText, writtenText } from './text-samples.ts'

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
    ['never\u{10ffff}\ufdd0 or not yet\u{50000}\u0378', 'never�� or not yet��'],
    ['정렬 문제 10개', '정렬 문제 10개'],
    ['👨‍👩‍👧', '👨👩👧'],
    ['⚠️ 👍🏽', '⚠ 👍'],
    ['1️⃣ #️⃣', '1 #'],
    ['คำ ຄຳ', 'ค\u0e4dา ຄ\u0ecdາ'],
    [`z${'\u0301'.repeat(50)}`, `z${'\u0301'.repeat(4)}`],
  ])('shows %j as %j', (raw, shown) => {
    expect(safeLine(raw)).toBe(shown)
  })

  it('lets nothing through that could act on a terminal, from any text', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, writtenText), (raw) => {
        expect(safeLine(raw)).not.toMatch(dangerous)
        for (const line of safeLines(raw)) expect(line).not.toMatch(dangerous)
      }),
    )
  })

  it('leaves safe text as it is', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, writtenText), (raw) => {
        const once = safeLine(raw)
        expect(safeLine(once)).toBe(once)
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

  it('cuts what is too long without reading the rest', () => {
    expect(safeLine('x'.repeat(100_000), 100_000)).toHaveLength(16_384)
    expect(safeLines('x'.repeat(100_000))).toEqual(['x'.repeat(4 * 16_384), '…'])
    expect(safeLines('a\nb\nc', 2)).toEqual(['a', 'b', '…'])
    expect(safeLines('a\nb', 2)).toEqual(['a', 'b'])
  })

  it('is short for a megabyte of broken sequences', () => {
    for (const piece of ['\u001b[', '\u001b]', '\u009d', '\u001bP', '\u0301', '👩\u200d'])
      expect(safeLine(piece.repeat(300_000)).length).toBeLessThanOrEqual(20_000)
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
  const anyText = fc.oneof(hostileText, writtenText).map((raw) => safeLine(raw))

  it('keeps as many characters as fit beside the …, and all when all fit', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 20 }), (whole, cells) => {
        const cut = clipCells(whole, cells)
        if (cellWidth(whole) <= cells) expect(cut).toBe(whole)
        else {
          expect(cut.endsWith('…')).toBe(true)
          const kept = graphemesOf(cut.slice(0, -1))
          const characters = graphemesOf(whole)
          expect(kept).toEqual(characters.slice(0, kept.length))
          expect(cellWidth(cut)).toBeLessThanOrEqual(cells)
          expect(cellWidth(cut) + cellWidth(characters[kept.length] ?? '')).toBeGreaterThan(cells)
        }
      }),
    )
  })

  it('segments text with an emoji, but not Korean text, because segmenting is slow', () => {
    const segmented = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    onTestFinished(() => segmented.mockRestore())
    const korean = repeatText('정렬 문제 10개를 만들어 sort_problems.md로 저장. ', 20)
    expect(clipCells(korean, 500)).toMatch(/…$/)
    expect(segmented).not.toHaveBeenCalled()
    clipCells(safe`👍${korean}`, 500)
    expect(segmented).toHaveBeenCalled()
  })
})

describe('wrapCells', () => {
  const anyText = fc.oneof(hostileText, writtenText).map((raw) => safeLine(raw))
  const rowCells = fc.integer({ min: 2, max: 40 })

  it('breaks between words and never exceeds the width or the rows', () => {
    fc.assert(
      fc.property(anyText, rowCells, fc.integer({ min: 1, max: 6 }), (text, cells, maxRows) => {
        const rows = wrapCells(text, cells, maxRows)
        expect(rows.length).toBeLessThanOrEqual(maxRows)
        for (const row of rows) expect(cellWidth(row)).toBeLessThanOrEqual(cells)
      }),
    )
  })

  it('loses no visible character and cuts none when there are enough rows', () => {
    fc.assert(
      fc.property(anyText, rowCells, (text, cells) => {
        // A character that is wider than a whole row, as some notes of music are, cannot be shown in it.
        fc.pre(graphemesOf(text).every((character) => cellWidth(character) <= cells))
        const visible = (shown: string) =>
          graphemesOf(shown)
            .map((character) => character.trim())
            .filter((character) => character !== '')
        expect(wrapCells(text, cells, 10_000).flatMap(visible)).toEqual(visible(text))
      }),
    )
  })

  it('marks the last row when there is more', () => {
    expect(wrapCells(safeLine('cannot reach the broker: is it running?'), 16, 2)).toEqual([
      'cannot reach the',
      'broker: is it r…',
    ])
    expect(wrapCells(safeLine('정렬 문제 10개를 만들어'), 9, 5)).toEqual(['정렬 문제', '10개를', '만들어'])
    expect(wrapCells(safeLine('abcdefghij'), 4, 5)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrapCells(safeLine('🆑E\u0304\u0300'), 2, 5)).toEqual(['🆑', 'E\u0304\u0300'])
  })

  it('gives no row for an empty text or for no cells', () => {
    expect(wrapCells(safe``, 10, 3)).toEqual([])
    expect(wrapCells(safe`text`, 0, 3)).toEqual([])
  })
})

describe('parts of safe text', () => {
  it('are safe: half a surrogate pair becomes �', () => {
    expect(sliceText(safe`a👍b`, 0, 2)).toBe('a�')
    expect(sliceText(safe`a👍b`, 1)).toBe('👍b')
  })

  it('are padded by cells, and left as they are when they are wider', () => {
    expect([padEnd('한', 4), padStart('한', 4)]).toEqual(['한  ', '  한'])
    expect([padEnd('word', 2), padStart('word', 2)]).toEqual(['word', 'word'])
  })

  it('repeat as often as asked, and never for a negative number', () => {
    expect([repeatText('─', 3), repeatText('─', -1)]).toEqual(['───', ''])
  })

  it('are joined by a separator', () => {
    expect(joinText([safe`a`, safe`b`], ' · ')).toBe('a · b')
  })
})

describe('safeJson', () => {
  it('is the same value when parsed, and holds nothing that acts on a terminal', () => {
    fc.assert(
      fc.property(fc.record({ text: hostileText, number: fc.integer() }), (value) => {
        const json = safeJson(value)
        expect(json).not.toMatch(dangerous)
        expect(JSON.parse(json)).toEqual({ ...value, text: value.text.toWellFormed() })
      }),
    )
  })

  it.each([
    ['a lone surrogate', 'a\ud800b\udfff', '"a�b�"'],
    ['a pair', '👍', '"👍"'],
    ['the text of an escape', '\\ud800', String.raw`"\\ud800"`],
    ['a lone surrogate after a backslash', '\\\ud800', String.raw`"\\�"`],
    ['a C1 control', '\u009b2J', String.raw`"\u009b2J"`],
    ['what Unicode has not assigned', '\u0378\u{1ffff}', String.raw`"\u0378\ud83f\udfff"`],
    ['marks that change the direction', 'a\u202eb\u2066', String.raw`"a\u202eb\u2066"`],
  ])('writes %s so that every reader takes it', (_, text, json) => {
    expect(safeJson(text)).toBe(json)
    expect(safeJson({ [text]: text })).toBe(`{${json}:${json}}`)
  })
})

describe('safeJsonText', () => {
  it('escapes JSON like safeJson, also when it is cut off', () => {
    const value = { text: '\u009b2J\u202e정\u200b' }
    expect(safeJsonText(JSON.stringify(value), 100)).toBe(safeJson(value))
    expect(safeJsonText('{"text":"\u009b', 100)).toBe('{"text":"\\u009b')
  })

  it('is cut to a number of cells, counted with the escapes', () => {
    expect(safeJsonText('"abcdef"', 5)).toBe('"abc…')
    expect(safeJsonText('"\u200b\u200b"', 8)).toBe('"\\u200b…')
  })

  it('is harmless wherever the JSON is cut, and never wider than allowed', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileText, writtenText),
        fc.nat(60),
        fc.integer({ min: 1, max: 60 }),
        (text, chars, cells) => {
          const json = safeJsonText(JSON.stringify({ text }).slice(0, chars), cells)
          expect(cellWidth(json)).toBeLessThanOrEqual(cells)
          expect(json).not.toMatch(dangerous)
        },
      ),
    )
  })
})

import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { cellWidth, graphemesOf, isCertain, isPlain } from '../../../src/domain/text/cells.ts'
import { safeLine } from '../../../src/domain/text/safe-text.ts'
import { filled, filler } from '../../../src/ui/cells/filler.ts'
import { startEmulator } from '../../support/terminal/emulator.ts'
import { dangerous, hostileText, writtenText } from './text-samples.ts'

/** The characters of the basic plane that can be shown. */
const visibleCharacters = Array.from({ length: 0xffe0 }, (_, index) => String.fromCharCode(index + 0x20)).filter(
  (character) => !/[\p{Cc}\p{Cs}]/u.test(character),
)
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

describe('cellWidth', () => {
  it('measures every certain character of the basic plane as string-width does, which Ink lays out with', () => {
    const certain = visibleCharacters.filter(isCertain)
    expect(certain.length).toBeGreaterThan(34_000)
    expect(certain.filter((character) => cellWidth(character) !== stringWidth(character))).toEqual([])
    expect(certain.filter((character) => cellWidth(`a${character}`) !== 1 + cellWidth(character))).toEqual([])
  })

  it('never measures a character of the basic plane as less than string-width does', () => {
    expect(visibleCharacters.filter((character) => cellWidth(character) < stringWidth(character))).toEqual([])
  })

  it('counts the fillers that Ink needs to lay out safe text in as many cells', () => {
    const mixed = fc.array(
      fc.oneof(
        hostileText,
        writtenText.filter((text) => !/\p{Regional_Indicator}/u.test(text)),
        fc.constantFrom('한글', 'ok', 'ー', '。', '…', '（', 'é', '각', 'ᆨ', 'ᄀ', 'ᅡ', 'ᅥ', 'ꥠ', 'ힰ', '가', 'का', '𝅗𝅥'),
      ),
    )
    fc.assert(
      fc.property(mixed, (parts) => {
        const text = safeLine(parts.join(''))
        expect(cellWidth(text)).toBe(stringWidth(filled(text)))
      }),
    )
  })

  it('finds no filler in safe text', () => {
    expect(safeLine(`a${filler}b`)).toBe('a\ufffdb')
  })

  it.each([
    ['🇰🇷', 2],
    ['🇦🇦', 2],
    ['🇰🇷🇰', 3],
    ['🇰🇷\u0301', 2],
  ])('gives two regional indicators two cells, whatever country they name: %s', (text, cells) => {
    expect(cellWidth(text)).toBe(cells)
  })

  it('counts the cells by which a terminal moves its cursor', async () => {
    const terminal = startEmulator(200, 1)
    await fc.assert(
      fc.asyncProperty(writtenText, async (raw) => {
        const text = safeLine(raw)
        // On a screen safe text follows a border or a word, which takes a combining mark at its start.
        terminal.write(`\r|${text}`)
        await terminal.settled()
        expect(terminal.cursor()?.cell).toBe(1 + cellWidth(text))
      }),
    )
  })
})

describe('plain text', () => {
  it('holds no character that acts on a terminal, hides, or joins its neighbour', () => {
    const plain = visibleCharacters.filter(isPlain)
    expect(plain.length).toBeGreaterThan(30_000)
    expect(plain.filter((character) => dangerous.test(character))).toEqual([])
    const joined = plain.filter((character) => [...segmenter.segment(`a${character}가${character}`)].length !== 4)
    expect(joined).toEqual([])
  })
})

describe('graphemesOf', () => {
  it('splits a text into what users see as its characters', () => {
    expect(graphemesOf('')).toEqual([])
    expect(graphemesOf('a한')).toEqual(['a', '한'])
    expect(graphemesOf('e\u0301👩‍👩‍👧한\u11a8🇰🇷')).toEqual(['e\u0301', '👩‍👩‍👧', '한\u11a8', '🇰🇷'])
  })

  it('agrees with Unicode on every text', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, writtenText), (text) => {
        expect(graphemesOf(text)).toEqual(Array.from(segmenter.segment(text), ({ segment }) => segment))
      }),
    )
  })
})

// How much room text takes on a terminal, in cells, and where it may be cut. Works on plain strings and changes none.
import stringWidth from 'string-width'

const asciiOnly = /^[ -~]*$/
/** Latin, Hangul, kana, ideographs, lines and blocks: every code unit is a character of known width, no segmenting. */
const plainText =
  /^[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2500-\u25fc\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/

interface Character {
  readonly cells: number
  /** Offsets in UTF-16 units. */
  readonly start: number
  readonly end: number
}

/** How many terminal cells a text takes. */
export function cellWidth(text: string): number {
  if (asciiOnly.test(text)) return text.length
  if (!plainText.test(text)) return stringWidth(text)
  let cells = 0
  for (let i = 0; i < text.length; i++) cells += plainWidth(text.charCodeAt(i))
  return cells
}

/** Cells of a code unit of `plainText`. */
function plainWidth(code: number): 1 | 2 {
  return code < 0x3000 ? 1 : 2
}

/** Made on first use: ASCII, Hangul and CJK never need it. */
let segmenter: Intl.Segmenter | null = null

/** The text's grapheme clusters: what a person sees as its characters. */
export function graphemesOf(text: string): readonly string[] {
  if (plainText.test(text)) return text.split('')
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function* charactersOf(text: string): Iterable<Character> {
  if (plainText.test(text)) {
    for (let i = 0; i < text.length; i++) yield { cells: plainWidth(text.charCodeAt(i)), start: i, end: i + 1 }
    return
  }
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment, index } of segmenter.segment(text))
    yield { cells: cellWidth(segment), start: index, end: index + segment.length }
}

/** Where to cut a text so that it and a `…` take at most `cells`; null when the whole text fits. Never inside a grapheme. */
export function clipOffset(text: string, cells: number): number | null {
  // No code unit takes more than two cells.
  if (text.length * 2 <= cells || (text.length <= cells && asciiOnly.test(text))) return null
  let used = 0
  let cut = 0
  for (const { cells: width, end } of charactersOf(text)) {
    used += width
    if (used > cells) return cut
    if (used <= cells - 1) cut = end
  }
  return null
}

/** Where the first row of a wrapped text ends: after a blank if it has one in reach, after one character at least. */
export function rowEnd(text: string, cells: number): number {
  if (cellWidth(text) <= cells) return text.length
  let used = 0
  let afterBlank = 0
  for (const { cells: width, start, end } of charactersOf(text)) {
    const isBlank = text.slice(start, end) === ' '
    used += width
    if (used > cells && !isBlank) return afterBlank || start || end
    if (isBlank) afterBlank = end
  }
  return text.length
}

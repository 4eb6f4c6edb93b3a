// How much room text takes on a terminal, in cells, and where it can be cut. Never changes a string.
import { clusterWidth } from './cluster-width.ts'

const asciiOnly = /^[ -~]*$/
const plainText =
  /^[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2500-\u25fc\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/
/** Plain text, and the letters and symbols of one cell to which no mark is added. */
const certainText =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0556\u0561-\u0586\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u10d0-\u10ff\u1e00-\u1eff\u2010-\u2027\u2190-\u22ff\u23ce\u2500-\u25fc\u26a0\u2713\u2717\u3041-\u3096\u30a1-\u30ff\u3131-\u318e\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/

/** A grapheme cluster, which users see as one character. Offsets are in UTF-16 units. */
interface Character {
  readonly cells: number
  readonly start: number
  readonly end: number
}

/**
 * Whether a text is only Latin, Hangul, kana, ideographs, lines and blocks: every UTF-16 unit is a visible character of
 * known width, so nothing needs sanitising or segmenting.
 */
export function isPlain(text: string): boolean {
  return plainText.test(text)
}

/** Whether every terminal gives the text the cells that `cellWidth` counts. */
export function isCertain(text: string): boolean {
  return certainText.test(text)
}

/** How many terminal cells a text takes that is safe to show: the most that a terminal may give it. */
export function cellWidth(text: string): number {
  if (asciiOnly.test(text)) return text.length
  if (isPlain(text)) return plainWidth(text)
  let cells = 0
  for (const { segment } of segments(text)) cells += segmentWidth(segment)
  return cells
}

function plainWidth(text: string): number {
  let cells = 0
  for (let i = 0; i < text.length; i++) cells += unitWidth(text.charCodeAt(i))
  return cells
}

/** Cells of a UTF-16 unit of a plain text. */
function unitWidth(unit: number): 1 | 2 {
  return unit < 0x3000 ? 1 : 2
}

function segmentWidth(segment: string): number {
  return isPlain(segment) ? plainWidth(segment) : clusterWidth(segment)
}

/** Created on first use: loading its tables takes as long as a short command's own work, and plain text does not need it. */
let segmenter: Intl.Segmenter | null = null

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** The text's grapheme clusters. */
export function graphemesOf(text: string): readonly string[] {
  return isPlain(text) ? text.split('') : Array.from(segments(text), ({ segment }) => segment)
}

function* charactersOf(text: string): Iterable<Character> {
  if (isPlain(text)) {
    for (let i = 0; i < text.length; i++) yield { cells: unitWidth(text.charCodeAt(i)), start: i, end: i + 1 }
    return
  }
  for (const { segment, index } of segments(text))
    yield { cells: segmentWidth(segment), start: index, end: index + segment.length }
}

/** Where to cut a text so that it and a `…` take at most `cells`; null when the whole text fits. Never inside a cluster. */
export function clipOffset(text: string, cells: number): number | null {
  // No UTF-16 unit takes more than two cells.
  if (text.length * 2 <= cells || (text.length <= cells && asciiOnly.test(text))) return null
  let used = 0
  let cut = 0
  for (const character of charactersOf(text)) {
    used += character.cells
    if (used > cells) return cut
    if (used <= cells - 1) cut = character.end
  }
  return null
}

/** Where the first row of a wrapped text ends: after the last blank that it reaches, else after at least one cluster. */
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

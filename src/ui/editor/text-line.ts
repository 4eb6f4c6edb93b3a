// One line of typed text, split into what people see as characters, so that the cursor is never inside a Hangul syllable or an
// emoji, and so that its width in cells is measured only once.
import { cellWidth, graphemesOf } from '../../domain/text/cells.ts'
import { repeatText, type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'

export interface TextLine {
  readonly text: string
  readonly graphemes: readonly string[]
  /** How each grapheme appears on the screen, and how many cells it takes there. */
  readonly shown: readonly SafeText[]
  readonly cells: readonly number[]
}

interface Glyph {
  readonly shown: SafeText
  readonly cells: number
}

const blank = /^\s+$/u
const tabCells = 2
/** No field is narrower than this: a wider chain of joined characters is shown as one replacement character. */
const maxGlyphCells = 8

/** The line of a text without line breaks. */
export function textLine(text: string): TextLine {
  const graphemes = graphemesOf(text)
  const glyphs = graphemes.map(glyphOf)
  return { text, graphemes, shown: glyphs.map(({ shown }) => shown), cells: glyphs.map(({ cells }) => cells) }
}

/** Every key looks up the glyphs of a whole line, but a text has few different ones. */
const knownGlyphs = new Map<string, Glyph>()
const maxKnownGlyphs = 4_096

function glyphOf(grapheme: string): Glyph {
  const known = knownGlyphs.get(grapheme)
  if (known) return known
  const glyph = measured(shownGrapheme(grapheme))
  if (knownGlyphs.size >= maxKnownGlyphs) knownGlyphs.clear()
  knownGlyphs.set(grapheme, glyph)
  return glyph
}

function measured(shown: SafeText): Glyph {
  const cells = cellWidth(shown)
  return cells > maxGlyphCells ? { shown: safe`\ufffd`, cells: 1 } : { shown, cells }
}

function shownGrapheme(grapheme: string): SafeText {
  if (grapheme === '\t') return repeatText(' ', tabCells)
  return blank.test(grapheme) ? repeatText(' ', cellWidth(grapheme)) : safeLine(grapheme)
}

const escapeSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?)/g
const lineBreaks = /\r\n?|[\u2028\u2029]/g
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu

/**
 * Typed or pasted text as a field stores it: line breaks as `\n`, tabs kept, without other control characters, escape sequences,
 * bidi controls and lone surrogates, so that what people see is what is registered.
 */
export function cleanText(raw: string): string {
  return raw.replace(escapeSequences, '').replace(lineBreaks, '\n').replace(controls, '')
}

// One line of typed text, cut into what a person sees as characters, so that a cursor never stands inside a Hangul
// syllable or an emoji, and so that its width in cells is known without measuring it again.
import { cellWidth, graphemesOf } from '../../domain/text/cells.ts'
import { repeatText, type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'

export interface TextLine {
  readonly text: string
  readonly graphemes: readonly string[]
  /** What stands on the screen for each grapheme, and the cells that it takes there. */
  readonly shown: readonly SafeText[]
  readonly cells: readonly number[]
}

interface Glyph {
  readonly shown: SafeText
  readonly cells: number
}

const blank = /^\s+$/u
const tabCells = 2
/** No field is narrower than this: a longer chain of joined characters is shown as one sign. */
const maxGlyphCells = 8

/** The line of a text that holds no line break. */
export function textLine(text: string): TextLine {
  const graphemes = graphemesOf(text)
  const glyphs = graphemes.map(glyphOf)
  return { text, graphemes, shown: glyphs.map(({ shown }) => shown), cells: glyphs.map(({ cells }) => cells) }
}

/** Glyphs are looked up for every grapheme of a line at every key; a text has few different ones. */
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
 * Typed or pasted text as a field keeps it: line breaks as `\n`, tabs kept, no other control character, no escape
 * sequence, no bidi control and no lone surrogate, so that what a person sees is what is registered.
 */
export function cleanText(raw: string): string {
  return raw.replace(escapeSequences, '').replace(lineBreaks, '\n').replace(controls, '')
}

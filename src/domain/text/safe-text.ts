// What came over the wire is hostile: this is the only way from received text to the terminal.
// Text stays readable (a coloured log line loses its colours, not its words) and takes the cells that `cellWidth` says
// in every terminal: sequences that terminals measure differently (emoji joined by ZWJ, skin tones) are taken apart.
import stringWidth from 'string-width'

declare const brand: unique symbol

/** Text that holds no control, escape sequence, bidi control, invisible character or lone surrogate. */
export type SafeText = string & { readonly [brand]: 'SafeText' }

/** Longer raw text is cut before anything looks at it, so that a line costs the same whatever was sent. */
const maxRawChars = 16_384

/** CSI sequences, strings (OSC, DCS, SOS, PM, APC) with their end, and two-character escapes, in 7 and 8 bit form. */
const escapeSequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g
const lineBreaks = /\r\n|[\n\r\u0085\u2028\u2029]/
const blanks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g
const controls = /[\u0000-\u001f\u007f-\u009f]/g
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/** Zero-width and format characters, variation selectors, Hangul fillers, tags, skin tones, the ring of keycaps. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\ufff9-\ufffb]|\u20e3/gu
/** Thai and Lao AM: terminals give the letter a cell of its own, `stringWidth` does only when it is written as its two parts. */
const joinedAm = /[\u0e33\u0eb3]/g
/** More marks than any script stacks on one letter. */
const markFlood = /(\p{M}{4})\p{M}+/gu
const asciiOnly = /^[ -~]*$/
/** Latin, Hangul, kana, ideographs, lines and blocks: every code unit is a character of known width, no segmenting. */
const plainText =
  /^[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2500-\u25fc\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Marks a text of our own as safe: only for literals and for parts that are safe already. */
export function ownText(text: string): SafeText {
  return text as SafeText
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

/** C0 controls and DEL as their Unicode pictures (`␛`), C1 controls as `�`. */
function controlPicture(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

function withoutControls(raw: string): string {
  if (asciiOnly.test(raw)) return raw
  return raw
    .replace(escapeSequences, '')
    .replace(blanks, ' ')
    .replace(controls, controlPicture)
    .replace(bidiControls, '\ufffd')
    .replace(invisible, '')
    .replace(joinedAm, (am) => am.normalize('NFKD'))
    .replace(markFlood, '$1')
}

/** The text as one line that is safe to show, at most `maxCells` wide. Line breaks and tabs become one space. */
export function safeLine(raw: string, maxCells = 1_000): SafeText {
  const text = withoutControls(raw.slice(0, maxRawChars).toWellFormed()).trim()
  return clipCells(text as SafeText, maxCells)
}

/** The text as lines that are safe to show, indentation kept, at most `maxLines`; `…` stands for what was cut. */
export function safeLines(raw: string, maxLines = 200): readonly SafeText[] {
  const kept = raw.slice(0, maxRawChars * 4)
  const lines = kept.toWellFormed().split(lineBreaks)
  const shown = lines.slice(0, maxLines).map((line) => withoutControls(line.replaceAll('\t', '  ')).trimEnd())
  const isCut = kept.length < raw.length || shown.length < lines.length
  return [...shown, ...(isCut ? ['…'] : [])] as readonly string[] as readonly SafeText[]
}

/** The text cut to a number of cells, with `…` where something was cut. Never cuts through a character. */
export function clipCells(text: SafeText, cells: number): SafeText {
  if (cells <= 0) return '' as SafeText
  // No code unit takes more than two cells.
  if (text.length * 2 <= cells || (text.length <= cells && asciiOnly.test(text))) return text
  let used = 0
  let keptAt = 0
  for (const [width, end] of plainText.test(text) ? plainCharacters(text) : characters(text)) {
    if (used + width > cells) return `${text.slice(0, keptAt)}…` as SafeText
    used += width
    if (used <= cells - 1) keptAt = end
  }
  return text
}

/** The characters of a text: the cells of each, and where it ends. */
function* characters(text: string): Iterable<readonly [cells: number, end: number]> {
  for (const { segment, index } of graphemes.segment(text)) yield [cellWidth(segment), index + segment.length]
}

function* plainCharacters(text: string): Iterable<readonly [cells: number, end: number]> {
  for (let i = 0; i < text.length; i++) yield [plainWidth(text.charCodeAt(i)), i + 1]
}

/**
 * A value as one line of JSON in which nothing can act on a terminal: what could is escaped as `\uXXXX`. Cut to `maxChars`,
 * before anything looks at it.
 */
export function safeJson(value: unknown, maxChars = Number.POSITIVE_INFINITY): SafeText {
  const escaped = (text: string) =>
    [...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
  const json = JSON.stringify(value)
    .slice(0, maxChars)
    .replace(controls, escaped)
    .replace(bidiControls, escaped)
    .replace(/[\u2028\u2029]/g, escaped)
    .replace(invisible, escaped)
  return json.slice(0, maxChars) as SafeText
}

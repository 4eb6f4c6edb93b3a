// Text that is proved safe for a terminal. What came over the wire, from a record or from a file name is hostile: only
// sanitising makes it `SafeText`; our own words need the tagged template. The compiler refuses the rest: no other file casts.
// Safe text stays readable (a coloured log line loses its colours, not its words) and takes the cells that `cellWidth` counts
// in every terminal: sequences that terminals measure differently (emoji joined by ZWJ, skin tones) are taken apart.
import { cellWidth, clipOffset, isPlain, rowEnd } from './cells.ts'

declare const brand: unique symbol

/** Text without controls, escape sequences, bidi controls, invisible characters and lone surrogates. */
export type SafeText = string & { readonly [brand]: 'SafeText' }

/** `any`, such as what JSON.parse returns, passes as every type but `never`. */
type IsAny<T> = 0 extends 1 & T ? true : false

/** Whether every value of the type is a literal in the source: `'a' | 'b'` is such a type, `string` and `a${string}` are not. */
type IsLiteral<T extends string> = Record<never, never> extends Record<T, unknown> ? false : true

/** What needs no sanitising: safe text, numbers and string literals. For anything else the compiler asks for `SafeText`. */
export type Proved<T> =
  IsAny<T> extends true
    ? never
    : T extends number
      ? T
      : T extends string
        ? IsLiteral<T> extends true
          ? T
          : SafeText
        : SafeText

/** Our own words around what is proved safe: safe`${count} jobs on ${broker.url}`. */
export function safe<Holes extends readonly unknown[]>(
  words: TemplateStringsArray,
  ...holes: { [Index in keyof Holes]: Proved<Holes[Index]> }
): SafeText {
  return String.raw({ raw: words }, ...holes) as SafeText
}

/** Text that is proved safe, as one type. */
export function proved<T extends string>(text: Proved<T>): SafeText {
  return text as SafeText
}

/** Raw text beyond this is cut off unread, so that a line costs the same whatever was sent. */
const maxRawChars = 16_384

/** What acts on a terminal: C0 controls, DEL and C1 controls; marks that change the direction of text. */
const controls = /[\u0000-\u001f\u007f-\u009f]/g
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/** Thai and Lao AM take a separate cell on a terminal; `cellWidth` counts it only when the letter is written as its two parts. */
const joinedAm = /[\u0e33\u0eb3]/g

/** Zero-width and format characters, variation selectors, Hangul fillers, tags, skin tones, the ring of keycaps. */
function replaceInvisible(text: string, replacement: (match: string) => string): string {
  // Inside the function, so that the tables of Unicode properties are built on first use.
  return text.replace(/[\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\ufff9-\ufffb]|\u20e3/gu, replacement)
}

/** Code points that Unicode has not assigned, or never will: some terminals give them a cell, others none. */
function replaceUnassigned(text: string, replacement: (match: string) => string): string {
  return text.replace(/\p{Cn}/gu, replacement)
}

/** CSI sequences, strings (OSC, DCS, SOS, PM, APC) with their end, and two-character escapes, in 7 and 8 bit form. */
function withoutEscapeSequences(text: string): string {
  return text.replace(
    /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g,
    '',
  )
}

/** C0 controls and DEL as their Unicode pictures (`␛`), C1 controls as `�`. */
function controlPicture(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

function sanitise(raw: string): string {
  if (isPlain(raw)) return raw
  const visible = withoutEscapeSequences(raw.toWellFormed())
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(controls, controlPicture)
    .replace(bidiControls, '\ufffd')
  return (
    replaceUnassigned(
      replaceInvisible(visible, () => ''),
      () => '\ufffd',
    )
      .replace(joinedAm, (am) => am.normalize('NFKD'))
      // No script stacks more marks than these on one letter.
      .replace(/(\p{M}{4})\p{M}+/gu, '$1')
  )
}

/** The text as one line that is safe to show, at most `maxCells` wide. Line breaks and tabs become one space. */
export function safeLine(raw: string, maxCells = 1_000): SafeText {
  return clipCells(sanitise(raw.slice(0, maxRawChars)).trim() as SafeText, maxCells)
}

/** The text as lines that are safe to show, indented as they were, at most `maxLines`; `…` stands for what was cut. */
export function safeLines(raw: string, maxLines = 200): readonly SafeText[] {
  const kept = raw.slice(0, maxRawChars * 4)
  const lines = kept.split(/\r\n|[\n\r\u0085\u2028\u2029]/)
  const shown = lines.slice(0, maxLines).map((line) => sanitise(line.replaceAll('\t', '  ')).trimEnd() as SafeText)
  const isCut = kept.length < raw.length || shown.length < lines.length
  return isCut ? [...shown, safe`…`] : shown
}

/**
 * A value as one line of JSON that is well-formed Unicode: a lone surrogate becomes U+FFFD. What else `safeLine` takes out or
 * changes is escaped as `\uXXXX`.
 */
export function safeJson(value: unknown): SafeText {
  return escapeJson(JSON.stringify(value))
}

/** Text that is JSON already, or its beginning, escaped like `safeJson` and at most `maxCells` wide. */
export function safeJsonText(json: string, maxCells: number): SafeText {
  return clipCells(escapeJson(json), maxCells)
}

function escapeJson(json: string): SafeText {
  const kept = withoutLoneSurrogates(json)
  const escaped = isPlain(kept)
    ? kept
    : replaceUnassigned(replaceInvisible(kept, jsonEscape), jsonEscape)
        .replace(controls, jsonEscape)
        .replace(bidiControls, jsonEscape)
        .replace(joinedAm, jsonEscape)
        .replace(/[\u2028\u2029]/g, jsonEscape)
  return escaped.toWellFormed() as SafeText
}

/** `JSON.stringify` writes a lone surrogate, and nothing else, as an escape that begins with `\ud`. */
function withoutLoneSurrogates(json: string): string {
  if (!json.includes('\\ud')) return json
  return json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (found) => (found.startsWith('\\ud') ? '\ufffd' : found))
}

function jsonEscape(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** The text cut to a number of cells, with `…` where something was cut. Never cuts through a character. */
export function clipCells(text: SafeText, cells: number): SafeText {
  if (cells <= 0) return safe``
  const cut = clipOffset(text, cells)
  return cut === null ? text : (`${text.slice(0, cut)}…` as SafeText)
}

/** The text on lines of at most `cells`, broken between words where it can be. At most `maxRows`; the last one says `…`. */
export function wrapCells(text: SafeText, cells: number, maxRows: number): readonly SafeText[] {
  const rows: SafeText[] = []
  let rest: string = text
  while (cells > 0 && rest !== '' && rows.length < maxRows) {
    const end = rows.length === maxRows - 1 ? rest.length : rowEnd(rest, cells)
    rows.push(clipCells(rest.slice(0, end).trimEnd() as SafeText, cells))
    rest = rest.slice(end).trimStart()
  }
  return rows
}

/** A part of the text, by offsets in UTF-16 units. A surrogate pair that is cut in two becomes `�`. */
export function sliceText(text: SafeText, start: number, end = text.length): SafeText {
  return text.slice(start, end).toWellFormed() as SafeText
}

/** The parts joined by the separator. */
export function joinText<Separator extends string>(parts: readonly SafeText[], separator: Proved<Separator>): SafeText {
  return parts.join(separator) as SafeText
}

/** The text repeated; empty for a negative number. */
export function repeatText<T extends string>(text: Proved<T>, times: number): SafeText {
  return text.repeat(Math.max(0, times)) as SafeText
}

/** The text padded with blanks at the end to `cells`; unchanged if it is wider. */
export function padEnd<T extends string>(text: Proved<T>, cells: number): SafeText {
  return (text + ' '.repeat(Math.max(0, cells - cellWidth(text)))) as SafeText
}

/** The text padded with blanks at the start to `cells`; unchanged if it is wider. */
export function padStart<T extends string>(text: Proved<T>, cells: number): SafeText {
  return (' '.repeat(Math.max(0, cells - cellWidth(text))) + text) as SafeText
}

// JSON as Python's `json.dumps(…, sort_keys=True)` writes it: what an event's signature is made over (PROTOCOL.md §5).
// What was received is parsed by its text: plain numbers would lose the difference between 1 and 1.0, and large integers.
import { replaceConstants } from './lenient-json.ts'

/** A number as Python would write it. */
class PythonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  static of(source: string): PythonNumber {
    return new PythonNumber(/[.eE]/.test(source) ? pythonFloat(Number(source)) : pythonInteger(source))
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
/** TypeScript's library does not know the reviver's third argument yet. */
const parseJson = JSON.parse as (text: string, reviver: Reviver) => unknown

/** Decoded events nest at most 64 deep; this keeps the recursion small for any other caller. */
const maxDepth = 256

/** Stands in for NaN while a text is parsed. */
const nanSource = '0e-987654321'

/** JSON whose numbers keep what Python would write for them. Throws for any other text. */
export function parseWithNumbers(text: string): unknown {
  try {
    return parseSources(text, null)
  } catch (error) {
    const sources = { NaN: nanSource, Infinity: '1e999', '-Infinity': '-1e999' }
    const replaced = replaceConstants(text, (constant) => sources[constant])
    // A sender of the stand-in itself must not have it read as NaN.
    if (text.includes(nanSource)) throw error
    return parseSources(replaced, nanSource)
  }
}

function parseSources(text: string, nan: string | null): unknown {
  return parseJson(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined) return value
    return source === nan ? new PythonNumber('NaN') : PythonNumber.of(source)
  })
}

/** How a text and the separators are written. */
export interface JsonForm {
  readonly comma: ',' | ', '
  readonly colon: ':' | ': '
  readonly quote: (text: string) => string
}

/** `json.dumps(payload, sort_keys=True, separators=(',', ':'))`. */
export const compactForm: JsonForm = { comma: ',', colon: ':', quote: asciiString }

/** The forms in which payloads are usually signed: compact or with Python's separators, escaped or as UTF-8. */
export const jsonForms: readonly JsonForm[] = [
  compactForm,
  { comma: ', ', colon: ': ', quote: asciiString },
  { comma: ',', colon: ':', quote: JSON.stringify },
  { comma: ', ', colon: ': ', quote: JSON.stringify },
]

/** What `parseWithNumbers` has parsed, with sorted keys. Throws a RangeError for a value that nests too deep. */
export function canonicalJson(value: unknown, form: JsonForm, depth = 0): string {
  if (depth > maxDepth) throw new RangeError('the payload nests too deep to be signed')
  const { comma, colon, quote } = form
  if (value instanceof PythonNumber) return value.text
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, form, depth + 1)).join(comma)}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort(byCodePoint)
    .map((key) => `${quote(key)}${colon}${canonicalJson(value[key], form, depth + 1)}`)
  return `{${members.join(comma)}}`
}

/** Whether a parsed value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof PythonNumber)
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Python orders texts by code point; JavaScript by UTF-16 unit, which puts 😀 (U+1F600) before ﬀ (U+FB00). */
function byCodePoint(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const left = a.codePointAt(i) ?? 0
    const right = b.codePointAt(i) ?? 0
    if (left !== right) return left - right
  }
  return a.length - b.length
}

function pythonInteger(source: string): string {
  return source === '-0' ? '0' : source
}

/** As Python's `repr`: digits as JavaScript finds them, an exponent below 1e-4 and from 1e16, always a point or an exponent. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

// Signed events (PROTOCOL.md §5): HMAC-SHA256 over the JSON text that Python's
// `json.dumps(payload, sort_keys=True, separators=(',', ':'))` makes of the payload without `data.hmac_sig`.
// A received payload is verified by its text: parsing it would lose the difference between 1 and 1.0, and large integers.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** A number as Python would write it. */
class PythonNumber {
  readonly text: string

  constructor(source: string) {
    this.text = /[.eE]/.test(source) ? pythonFloat(Number(source)) : pythonInteger(source)
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
/** TypeScript's library does not know the reviver's third argument yet. */
const parseJson = JSON.parse as (text: string, reviver: Reviver) => unknown

/** Decoded events nest at most 64 deep; this keeps the recursion small for any other caller. */
const maxDepth = 256

/** The payload with `data.hmac_sig` added, and with `data` when it had none. The token is the record's `auth_token`. */
export function signPayload(
  payload: Readonly<Record<string, unknown>>,
  token: string,
): Readonly<Record<string, unknown>> {
  const { hmac_sig: _old, ...data } = isObject(payload.data) ? payload.data : {}
  const message = canonicalJson(parseWithNumbers(JSON.stringify({ ...payload, data })), 0)
  return { ...payload, data: { ...data, hmac_sig: hmacOf(message, token).toString('hex') } }
}

/**
 * Whether a payload, as the JSON text that was received, carries the signature that `token` gives. Never throws: text that
 * cannot have been signed is forged.
 *
 * The protocol leaves open whether a payload that has only the signature in `data` was signed with an empty
 * `data` or with none: both are accepted, because neither can be made without the token.
 */
export function verifySignature(payloadText: string, token: string): 'verified' | 'unsigned' | 'forged' {
  let payload: unknown
  try {
    payload = parseWithNumbers(payloadText)
  } catch {
    return 'forged'
  }
  if (!isObject(payload)) return 'forged'
  if (!isObject(payload.data) || !Object.hasOwn(payload.data, 'hmac_sig')) return 'unsigned'
  const { hmac_sig: signature, ...data } = payload.data
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/.test(signature)) return 'forged'
  const { data: _signed, ...bare } = payload
  const messages = Object.keys(data).length > 0 ? [{ ...payload, data }] : [{ ...payload, data }, bare]
  const given = Buffer.from(signature, 'hex')
  try {
    const fits = messages.some((message) => timingSafeEqual(hmacOf(canonicalJson(message, 0), token), given))
    return fits ? 'verified' : 'forged'
  } catch {
    return 'forged'
  }
}

function hmacOf(message: string, token: string): Buffer {
  return createHmac('sha256', Buffer.from(token, 'utf8')).update(message, 'ascii').digest()
}

function parseWithNumbers(text: string): unknown {
  return parseJson(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? new PythonNumber(source) : value,
  )
}

function canonicalJson(value: unknown, depth: number): string {
  if (depth > maxDepth) throw new RangeError('the payload nests too deeply to be signed')
  if (value instanceof PythonNumber) return value.text
  if (typeof value === 'string') return asciiString(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort(byCodePoint)
    .map((key) => `${asciiString(key)}:${canonicalJson(value[key], depth + 1)}`)
  return `{${members.join(',')}}`
}

function isObject(value: unknown): value is Record<string, unknown> {
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

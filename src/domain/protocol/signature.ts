// Signed events (PROTOCOL.md §5): HMAC-SHA256 over the JSON text that Python's
// `json.dumps(payload, sort_keys=True, separators=(',', ':'))` makes of the payload without `data.hmac_sig`. Other signers
// write other usual forms: those verify as well.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { canonicalJson, compactForm, isObject, jsonForms, parseWithNumbers } from './canonical-json.ts'

/** The payload with `data.hmac_sig` added, and with `data` when it had none. The token is the record's `auth_token`. */
export function signPayload(
  payload: Readonly<Record<string, unknown>>,
  token: string,
): Readonly<Record<string, unknown>> {
  const { hmac_sig: _old, ...data } = isObject(payload.data) ? payload.data : {}
  const message = canonicalJson(parseWithNumbers(JSON.stringify({ ...payload, data })), compactForm)
  return { ...payload, data: { ...data, hmac_sig: hmacOf(message, token).toString('hex') } }
}

/**
 * Whether a payload, as the JSON text that was received, carries the signature that `token` gives: in `data.hmac_sig` or in
 * a top-level `hmac_sig`, over any of the usual forms of everything else. Never throws: text that cannot have been signed
 * is forged.
 *
 * The protocol leaves open whether a payload that has only the signature in `data` was signed with an empty
 * `data` or with none: both are accepted, because neither can be made without the token.
 */
export function verifySignature(payloadText: string, token: string): 'verified' | 'unsigned' | 'forged' {
  try {
    const payload = parseWithNumbers(payloadText)
    if (!isObject(payload)) return 'forged'
    const candidates = candidatesOf(payload)
    if (candidates.length === 0) return 'unsigned'
    return candidates.some((candidate) => isSigned(candidate, token)) ? 'verified' : 'forged'
  } catch {
    return 'forged'
  }
}

interface Candidate {
  readonly signature: unknown
  /** What may have been signed. */
  readonly messages: readonly unknown[]
}

function candidatesOf(payload: Record<string, unknown>): readonly Candidate[] {
  const candidates: Candidate[] = []
  if (isObject(payload.data) && Object.hasOwn(payload.data, 'hmac_sig')) {
    const { hmac_sig: signature, ...data } = payload.data
    const { data: _signed, ...bare } = payload
    const messages = Object.keys(data).length > 0 ? [{ ...payload, data }] : [{ ...payload, data }, bare]
    candidates.push({ signature, messages })
  }
  if (Object.hasOwn(payload, 'hmac_sig')) {
    const { hmac_sig: signature, ...message } = payload
    candidates.push({ signature, messages: [message] })
  }
  return candidates
}

function isSigned({ signature, messages }: Candidate, token: string): boolean {
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/.test(signature)) return false
  const given = Buffer.from(signature, 'hex')
  return jsonForms.some((form) =>
    messages.some((message) => timingSafeEqual(hmacOf(canonicalJson(message, form), token), given)),
  )
}

function hmacOf(message: string, token: string): Buffer {
  return createHmac('sha256', Buffer.from(token, 'utf8')).update(message, 'utf8').digest()
}

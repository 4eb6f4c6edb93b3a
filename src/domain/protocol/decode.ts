// Turns the bytes of one MQTT message into an event, or into the reason why it is dropped. Never throws.

import { isRfc3339 } from '../text/timestamp.ts'
import { contentHash } from './content-hash.ts'
import { type EventType, eventTypes, type JobEvent, schemaVersion } from './event.ts'
import type { JobId } from './job-id.ts'
import { isObject } from './json-object.ts'
import { parseLenient } from './lenient-json.ts'

/** In bytes. Larger payloads are dropped unread. */
export const maxPayloadBytes = 256 * 1024
/** Deeper JSON is dropped unparsed: no event needs it, and recursive readers would overflow. */
export const maxJsonDepth = 64

/** Why a message, or a line of a log, was not accepted. Those from `duplicate` on are found later, by the intake. */
export type DropReason =
  | 'bad-topic'
  | 'too-large'
  | 'not-utf8'
  | 'too-deep'
  | 'not-json'
  | 'not-an-object'
  | 'other-schema'
  | 'bad-field'
  | 'wrong-id'
  | 'duplicate'
  | 'second-end'
  | 'stray'
  | 'unsigned'
  | 'forged'
  | 'too-many-jobs'
  | 'bad-log'

export type Decoded =
  | { readonly kind: 'event'; readonly event: JobEvent; readonly text: string }
  /** An empty payload: the job's retained event was removed. */
  | { readonly kind: 'cleared' }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly explanation: string }

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
const knownEvents: ReadonlySet<unknown> = new Set(eventTypes)

const OPENING = ['[', '{']
const CLOSING = [']', '}']

function dropped(reason: DropReason, explanation: string): Decoded {
  return { kind: 'dropped', reason, explanation }
}

/** Whether there are enough brackets for nesting deeper than `maxJsonDepth`: most payloads have only a few. */
function hasManyBrackets(text: string): boolean {
  let count = 0
  for (const bracket of OPENING) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++count > maxJsonDepth) return true
    }
  }
  return false
}

/** Whether brackets outside of strings nest deeper than `maxJsonDepth`. */
function isTooDeep(text: string): boolean {
  if (!hasManyBrackets(text)) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (OPENING.includes(char) && ++depth > maxJsonDepth) return true
    else if (CLOSING.includes(char)) depth--
  }
  return false
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** A text field that may be left out or null; undefined when it is something else. */
function optionalText(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : undefined
}

function eventOf(
  payload: Record<string, unknown>,
  jobIds: readonly JobId[],
  text: string,
  hasConstants: boolean,
): Decoded {
  if (payload.schema_version !== schemaVersion)
    return dropped('other-schema', `schema_version is ${show(payload.schema_version)}, not ${schemaVersion}`)
  const jobId = jobIds.find((id) => id === payload.job_id)
  if (jobId === undefined) {
    const owner = jobIds.length > 1 ? `${jobIds.length} other jobs` : `"${jobIds[0]}"`
    return dropped('wrong-id', `job_id is ${show(payload.job_id)}, its topic belongs to ${owner}`)
  }
  const { seq, event } = payload
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1)
    return dropped('bad-field', `seq is ${show(seq)}, not a whole number of at least 1`)
  if (!knownEvents.has(event))
    return dropped('bad-field', `event is ${show(event)}, not one of ${eventTypes.join(', ')}`)
  const timestamp = optionalText(payload.timestamp)
  if (timestamp === undefined) return dropped('bad-field', `timestamp is ${show(payload.timestamp)}, not a string`)
  const detail = optionalText(payload.detail)
  if (detail === undefined) return dropped('bad-field', `detail is ${show(payload.detail)}, not a string`)
  const data = payload.data ?? null
  if (data !== null && !isObject(data)) return dropped('bad-field', `data is ${show(data)}, not an object`)
  return {
    kind: 'event',
    event: {
      jobId,
      seq,
      event: event as EventType,
      timestamp: timestamp !== null && isRfc3339(timestamp) ? timestamp : null,
      detail: detail ?? '',
      data,
      payload,
      content: contentHash(signatureIn(data) ?? signatureIn(payload) ?? text),
      hasConstants,
    },
    text,
  }
}

/**
 * What identifies a signed event: a signature holds for every way to write the same JSON, and a replay in another one must not
 * count as another event.
 */
function signatureIn(fields: Readonly<Record<string, unknown>> | null): string | null {
  const signature = fields?.hmac_sig
  return typeof signature === 'string' && /^[0-9a-f]{64}$/.test(signature) ? signature : null
}

/**
 * Decodes a message that arrived on the events topic of these jobs: usually one, several when records share a topic, none
 * when it is not an events topic (PROTOCOL.md §2).
 *
 * `timestamp`, `detail` and `data` are advisory, so a publisher that leaves them out (or sends null) is understood;
 * a field of a wrong type drops the message.
 */
export function decodeMessage(jobIds: readonly JobId[], payload: Uint8Array): Decoded {
  if (jobIds.length === 0) return dropped('bad-topic', 'the topic is not <base>/<job id>/events')
  if (payload.length === 0) return { kind: 'cleared' }
  if (payload.length > maxPayloadBytes)
    return dropped('too-large', `the payload has ${payload.length} bytes, more than ${maxPayloadBytes}`)
  let text: string
  try {
    text = utf8.decode(payload)
  } catch {
    return dropped('not-utf8', 'the payload is not UTF-8')
  }
  if (isTooDeep(text)) return dropped('too-deep', `the JSON nests deeper than ${maxJsonDepth} levels`)
  let parsed: ReturnType<typeof parseLenient>
  try {
    parsed = parseLenient(text)
  } catch (error) {
    return dropped('not-json', error instanceof Error ? error.message : 'not JSON')
  }
  const { value, hasConstants } = parsed
  if (!isObject(value)) return dropped('not-an-object', `the payload is ${show(value)}, not an object`)
  return eventOf(value, jobIds, text, hasConstants)
}

// What the history keeps of an event's payload: the same for every way of writing it, and bounded.
import { contentHash } from '../protocol/content-hash.ts'
import type { JobEvent } from '../protocol/event.ts'

/** A view shows less: this only bounds what is kept. */
const maxChars = 4_000

/** The payload as one line of JSON without blanks; it may be cut off. */
export function historyJson({ payload }: JobEvent): string {
  return cut(JSON.stringify(payload), maxChars)
}

/** `JobEvent.content` of the same payload without blanks: the same for every way of writing it. */
export function plainContent({ payload }: JobEvent): number {
  return contentHash(JSON.stringify(payload))
}

/** The text cut to a number of characters, as a copy: a substring would keep the whole long text in memory. */
export function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : Buffer.from(text.slice(0, maxChars)).toString()
}

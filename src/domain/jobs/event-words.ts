// Whether an event has some words in it: its number, name, note and detail, and all of its payload. Words are plain text.
import type { EventType } from '../protocol/event.ts'
import { folded } from '../text/folded.ts'

export interface SearchedEvent {
  readonly seq: number
  readonly event: EventType
  readonly note: string | null
  readonly detail: string
  /** The payload as JSON. */
  readonly json: string
}

/** Whether the event has every one of the words, which are folded (`filterWords`). */
export function hasWords({ seq, event, note, detail, json }: SearchedEvent, words: readonly string[]): boolean {
  const text = folded(`#${seq} ${event} ${note ?? ''} ${detail} ${json}`)
  return words.every((word) => text.includes(word))
}

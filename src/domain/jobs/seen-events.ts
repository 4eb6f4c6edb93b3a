// The contents that a job's events had, so that a repeat differs from another event with the same number (PROTOCOL.md §5):
// eight bytes an event, and only of so many events.

export interface SeenEvents {
  /** The highest seq of all: no event above it was seen. */
  readonly highest: number
  /** Packed (seq, content) pairs in order of receipt, in full lists so that adding one copies little. */
  readonly lists: readonly (readonly number[])[]
  /** Those that came after them. */
  readonly latest: readonly number[]
}

export const noSeen: SeenEvents = { highest: 0, lists: [], latest: [] }

const listLength = 32
/** Besides the latest. The first list stays, because a publisher that counts anew begins there; after it come the newest. */
const maxLists = 31

const contentRange = 2 ** 32
/** A packed pair is an exact integer: 21 bits of the seq and 32 of the content. */
const seqRange = 2 ** 21

/**
 * Whether an event with this seq was seen: with the `same` content, only with an `other` one, or not as far back as is
 * remembered.
 */
export function recall(
  { highest, lists, latest }: SeenEvents,
  seq: number,
  content: number,
): 'same' | 'other' | 'unknown' {
  if (seq > highest) return 'unknown'
  const first = (seq % seqRange) * contentRange
  let found: 'other' | 'unknown' = 'unknown'
  for (const list of [...lists, latest]) {
    for (const pair of list) {
      if (pair === first + content) return 'same'
      if (pair >= first && pair < first + contentRange) found = 'other'
    }
  }
  return found
}

/** The memory with one more event; `content` is `JobEvent.content`. */
export function addSeen(seen: SeenEvents, seq: number, content: number): SeenEvents {
  const pair = (seq % seqRange) * contentRange + content
  const highest = Math.max(seen.highest, seq)
  const isFull = seen.latest.length === listLength
  if (!isFull) return { highest, lists: seen.lists, latest: [...seen.latest, pair] }
  return { highest, lists: withList(seen.lists, seen.latest), latest: [pair] }
}

/** What is remembered the longest: where a publisher would begin anew, and the newest. */
export function firstAndLast({ highest, lists, latest }: SeenEvents): SeenEvents {
  return { highest, lists: lists.slice(0, 1), latest }
}

function withList(lists: SeenEvents['lists'], list: readonly number[]): SeenEvents['lists'] {
  const kept = lists.length < maxLists ? lists : lists.filter((_, index) => index !== 1)
  return [...kept, list]
}

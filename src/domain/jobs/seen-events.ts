// The contents that a job's events had, so that a repeat differs from another event with the same number (PROTOCOL.md §5):
// eight bytes an event, and only of so many events.

export interface SeenEvents {
  /** The highest seq of all: no event above it was seen. */
  readonly highest: number
  /** Packed (seq, content) pairs in order of receipt, in short lists so that adding one copies little. */
  readonly lists: readonly (readonly number[])[]
}

export const noSeen: SeenEvents = { highest: 0, lists: [] }

const listLength = 32
/** The first list stays, because a publisher that counts anew begins there; after it come the newest. */
const maxLists = 32

const contentRange = 2 ** 32
/** A packed pair is an exact integer: 21 bits of the seq and 32 of the content. */
const seqRange = 2 ** 21

/**
 * Whether an event with this seq was seen: with the `same` content, only with an `other` one, or not as far back as is
 * remembered.
 */
export function recall({ highest, lists }: SeenEvents, seq: number, content: number): 'same' | 'other' | 'unknown' {
  if (seq > highest) return 'unknown'
  const first = (seq % seqRange) * contentRange
  let found: 'other' | 'unknown' = 'unknown'
  for (const list of lists) {
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
  return { highest: Math.max(seen.highest, seq), lists: withPair(seen.lists, pair) }
}

function withPair(lists: SeenEvents['lists'], pair: number): SeenEvents['lists'] {
  const last = lists.at(-1)
  if (last && last.length < listLength) return [...lists.slice(0, -1), [...last, pair]]
  const [first, ...others] = lists
  if (!first) return [[pair]]
  return [first, ...(lists.length < maxLists ? others : others.slice(1)), [pair]]
}

// A job's events and the gaps between them as one story, in the order in which they happened. Pure.
import { isTerminal } from '../../domain/protocol/event.ts'
import type { Gap, JudgedEvent } from '../../io/ledger/ledger.ts'

export type StoryPart =
  | { readonly kind: 'event'; readonly event: JudgedEvent }
  | { readonly kind: 'gap'; readonly gap: Gap }

/**
 * The events by their receipt, where what a log file had is at the time when it was written down, and each gap before the
 * first event after it. Gaps before the first event belong to the story only when numbers are missing there, and those after
 * an end do not.
 */
export function jobStory(events: readonly JudgedEvent[], gaps: readonly Gap[]): readonly StoryPart[] {
  const inOrder = events.toSorted((a, b) => a.entry.receivedMs - b.entry.receivedMs)
  const [first] = inOrder
  if (!first) return []
  const isBegun = first.event.seq === 1
  const endMs = inOrder.find(({ event, effect }) => effect === 'ends' && isTerminal(event.event))?.entry.receivedMs
  const within = gaps.filter(
    ({ fromMs, toMs }) => (toMs >= first.entry.receivedMs || !isBegun) && (endMs === undefined || fromMs <= endMs),
  )
  const parts: StoryPart[] = []
  let next = 0
  const addGaps = (untilMs: number) => {
    for (let gap = within[next]; gap && gap.fromMs <= untilMs; gap = within[++next]) parts.push({ kind: 'gap', gap })
  }
  for (const event of inOrder) {
    addGaps(event.entry.receivedMs)
    parts.push({ kind: 'event', event })
  }
  addGaps(Number.POSITIVE_INFINITY)
  return parts
}

// Where the events of a log belong among those that are known already (PROTOCOL.md §5): a log is in the order of publishing,
// so what it has after the last known event is newer than that, and what it has before is history. Pure.

/** `past` events fill in what was missed; `next` ones say what the job does now, as if they came from the broker. */
export type LogPlace = 'known' | TakenPlace
export type TakenPlace = 'past' | 'next'

export interface PlacedEvent {
  readonly seq: number
  readonly isKnown: boolean
}

/**
 * A place for each event of a log, in its order. `latestSeq` is that of the newest known event; null when none is known. Where
 * the log does not have that event, which another publisher may not have written down, only higher numbers are newer.
 */
export function logPlaces(events: readonly PlacedEvent[], latestSeq: number | null): readonly LogPlace[] {
  if (latestSeq === null) return events.map(({ isKnown }) => (isKnown ? 'known' : 'next'))
  const lastKnown = events.findLastIndex(({ isKnown }) => isKnown)
  const reachesLatest = (events[lastKnown]?.seq ?? 0) >= latestSeq
  const firstNext = events.findIndex(({ seq }, index) => index > lastKnown && (reachesLatest || seq > latestSeq))
  return events.map(({ isKnown }, index) => {
    if (isKnown) return 'known'
    return firstNext >= 0 && index >= firstNext ? 'next' : 'past'
  })
}

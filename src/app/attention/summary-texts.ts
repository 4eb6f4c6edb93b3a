// The deck in a few characters, for places outside its screen. Pure.
import type { Status } from '../../domain/jobs/job.ts'

type Counts = Readonly<Record<Status, number>>

export interface DeckSummary {
  /** How many jobs are in each status. */
  readonly counts: Counts
  /** How many of them the user has not seen in that status. */
  readonly unseen: Counts
  /** How long until the next limit runs out; null when none is running, or nobody hears the broker. */
  readonly leastLeftMs: number | null
}

/** The title of the window: `◆2 jobdeck`. */
export function titleText({ counts }: Pick<DeckSummary, 'counts'>): string {
  return [...part('◆', counts['needs-you']), 'jobdeck'].join(' ')
}

/** For a status line: `◆1 ▶3 ✗1 0:21`: who asks, what runs, what has failed or timed out unseen, and the shortest time left. */
export function statusText({ counts, unseen, leastLeftMs }: DeckSummary): string {
  return [
    ...part('◆', counts['needs-you']),
    ...part('▶', counts.running),
    ...part('✗', unseen.error),
    ...part('◷', unseen['timed-out']),
    ...(leastLeftMs === null ? [] : [timeLeft(leastLeftMs)]),
  ].join(' ')
}

function part(glyph: string, count: number): readonly string[] {
  return count === 0 ? [] : [`${glyph}${count}`]
}

/** `0:21`; in minutes while more than ten are left, because what need not tick does not. */
function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  const minutes = Math.ceil(seconds / 60)
  if (seconds > 600) return minutes > 60 ? `${Math.floor(minutes / 60)}h${minutes % 60}m` : `${minutes}m`
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

// Where a replay is, how fast it goes and whether it stands still. Pure: real time passes in, the recording's time comes out.

export interface Playback {
  /** The moment that is shown, in epoch milliseconds of the recording. */
  readonly atMs: number
  /** The first and the last event. */
  readonly fromMs: number
  readonly toMs: number
  readonly speed: number
  readonly isPaused: boolean
}

export type ReplayStep = 'pause' | 'faster' | 'slower' | 'back' | 'forward' | 'begin' | 'end'

const speeds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] as const
/** How much of watching one step back or forward is worth. */
const stepMs = 10_000

/** The playback after so much real time; it stands still at its end. */
export function played(playback: Playback, realMs: number): Playback {
  if (playback.isPaused) return playback
  return movedTo(playback, playback.atMs + realMs * playback.speed)
}

/** The playback after a key. */
export function stepped(playback: Playback, step: ReplayStep): Playback {
  const { atMs, fromMs, toMs, speed, isPaused } = playback
  switch (step) {
    case 'pause':
      // At its end there is nothing to go on with: it begins anew.
      return isPaused && atMs >= toMs
        ? { ...playback, atMs: fromMs, isPaused: false }
        : { ...playback, isPaused: !isPaused }
    case 'faster':
      return { ...playback, speed: speeds.find((one) => one > speed) ?? speed }
    case 'slower':
      return { ...playback, speed: speeds.findLast((one) => one < speed) ?? speed }
    case 'back':
      return movedTo(playback, atMs - stepMs * speed)
    case 'forward':
      return movedTo(playback, atMs + stepMs * speed)
    case 'begin':
      return movedTo(playback, fromMs)
    case 'end':
      return movedTo(playback, toMs)
  }
}

function movedTo(playback: Playback, atMs: number): Playback {
  const { fromMs, toMs, isPaused } = playback
  const isOver = atMs >= toMs
  return { ...playback, atMs: Math.min(toMs, Math.max(fromMs, atMs)), isPaused: isPaused || isOver }
}

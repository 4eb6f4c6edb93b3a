// Times as people read them. Durations come from the monotonic timeline; the wall clock is only shown.
import { type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'

function two(value: number): SafeText {
  return value < 10 ? safe`0${value}` : safe`${value}`
}

/** The local time of day `hh:mm:ss` of a moment in epoch milliseconds. */
export function clockTime(wallMs: number): SafeText {
  // A moment of the monotonic clock may be a fraction of a millisecond before the second that a tick stands for.
  const date = new Date(Math.round(wallMs))
  return safe`${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** The local date and time of something that may be days old: `21 Nov 14:02:11`. */
export function dayTime(wallMs: number): SafeText {
  const date = new Date(Math.round(wallMs))
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return safe`${safeLine(day)} ${clockTime(wallMs)}`
}

function secondsText(seconds: number): SafeText {
  const s = seconds % 60
  const m = Math.floor(seconds / 60) % 60
  const h = Math.floor(seconds / 3600)
  if (h >= 100) return safe`${Math.floor(h / 24)}d ${two(h % 24)}h`
  return h > 0 ? safe`${h}:${two(m)}:${two(s)}` : safe`${m}:${two(s)}`
}

/** How long something has taken, in completed seconds: `0:42`, `18:03`, `1:02:03`, `5d 04h`. */
export function elapsed(ms: number): SafeText {
  return secondsText(Math.max(0, Math.floor(ms / 1000 + 0.001)))
}

/** How much is left, rounded up to seconds: `0:00` means that nothing is left. */
export function remaining(ms: number): SafeText {
  return secondsText(Math.max(0, Math.ceil(ms / 1000 - 0.001)))
}

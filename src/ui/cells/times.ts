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

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** When something happened, for one who looks at `nowWallMs`; both are epoch milliseconds. */
export interface Moment {
  readonly wallMs: number
  readonly nowWallMs: number
}

/** How many local midnights lie between the two. */
function daysSince({ wallMs, nowWallMs }: Moment): number {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0)
  return Math.round((midnight(nowWallMs) - midnight(wallMs)) / (24 * hourMs))
}

function dayOf({ wallMs, nowWallMs }: Moment): SafeText {
  const date = new Date(wallMs)
  const isThisYear = date.getFullYear() === new Date(nowWallMs).getFullYear()
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return isThisYear ? safeLine(day) : safe`${safeLine(day)} ${date.getFullYear()}`
}

function hourAndMinute(wallMs: number): SafeText {
  const date = new Date(wallMs)
  return safe`${two(date.getHours())}:${two(date.getMinutes())}`
}

/** When something happened, as people say it: `7 s ago`, `3 min ago`, `14:02`, `yesterday 08:00`, `16 Nov`. */
export function whenText(moment: Moment): SafeText {
  const ageMs = ageOf(moment)
  if (ageMs < hourMs) return safe`${briefWhenText(moment)} ago`
  return daysSince(moment) === 1 ? safe`yesterday ${hourAndMinute(moment.wallMs)}` : briefWhenText(moment)
}

/** The same in at most 11 cells: `7 s`, `3 min`, `14:02`, `yesterday`, `16 Nov`. */
export function briefWhenText(moment: Moment): SafeText {
  const ageMs = ageOf(moment)
  if (ageMs < minuteMs) return secondsOf(ageMs)
  if (ageMs < hourMs) return safe`${Math.floor(ageMs / minuteMs)} min`
  const days = daysSince(moment)
  if (days <= 0) return hourAndMinute(moment.wallMs)
  return days === 1 ? safe`yesterday` : dayOf(moment)
}

/** When something happened as a time of day, with the day where it was another one: `14:01`, `yesterday 08:00`, `16 Nov`. */
export function timeText(moment: Moment): SafeText {
  return daysSince(moment) <= 0 ? hourAndMinute(moment.wallMs) : whenText(moment)
}

function ageOf({ wallMs, nowWallMs }: Moment): number {
  return Math.max(0, nowWallMs - wallMs)
}

/** From here on a countdown shows seconds: above, what need not tick does not tick. */
const tickingMs = 10 * minuteMs

/** How much is left, rounded up: minutes above ten of them, seconds below: `18 min`, `1:21`, `2 h 10 min`. */
export function leftText(ms: number): SafeText {
  return ms > tickingMs ? minutesText(Math.ceil(ms / minuteMs - 0.001)) : remaining(ms)
}

/** How long something has taken, in the largest units that say enough: `42 s`, `6 min`, `2 h 10 min`, `5 days`. */
export function lengthText(ms: number): SafeText {
  if (ms < minuteMs) return secondsOf(Math.max(0, ms))
  return minutesText(Math.floor(ms / minuteMs))
}

/** Of less than a minute: a tick may come a fraction of a millisecond before its second. */
function secondsOf(ms: number): SafeText {
  return safe`${Math.min(59, Math.floor(ms / 1000 + 0.001))} s`
}

function minutesText(minutes: number): SafeText {
  if (minutes < 100) return safe`${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 100) return safe`${Math.floor(hours / 24)} days`
  return hours >= 10 || minutes % 60 === 0 ? safe`${hours} h` : safe`${hours} h ${minutes % 60} min`
}

// A deadline as a line: label, a bar in eighths of a cell, and the countdown at the right edge.

import { type Countdown, urgentFraction } from '../../domain/jobs/deadlines.ts'
import { cellWidth } from '../../domain/text/cells.ts'
import { padEnd, repeatText, type SafeText, safe } from '../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, span } from './line.ts'
import type { Role } from './theme.ts'
import { elapsed, remaining } from './times.ts'

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
/** Wide enough for ` ~1:00:00 left`, so that the bars of all panes end in the same column, however much time is left. */
const countdownCells = 14
const lastMinuteMs = 60_000

/** A bar of exactly `cells`, filled from the left; anything above 0 shows at least one eighth. */
export function barText(fraction: number, cells: number): SafeText {
  const whole = Math.max(0, cells) * 8
  const filled = fraction <= 0 ? 0 : Math.min(whole, Math.max(1, Math.round(fraction * whole)))
  return padEnd(safe`${repeatText('█', Math.floor(filled / 8))}${eighths[filled % 8] ?? ''}`, cells)
}

/** Green above half, yellow above `urgentFraction`, red below, and bold in the last minute (UX.md). */
export function countdownRole(countdown: Countdown): Role {
  const tone = countdown.fraction > 0.5 ? 'good' : countdown.fraction > urgentFraction ? 'warn' : 'bad'
  return countdown.leftMs < lastMinuteMs ? `${tone}-soon` : tone
}

function countdownText(countdown: Countdown, nowMs: number): SafeText {
  if (countdown.passed) return safe`over by ${elapsed(nowMs - countdown.endsMs)}`
  return safe`${countdown.assumed ? '~' : ''}${remaining(countdown.leftMs)} left`
}

/** How many cells a job's countdowns need, including the blank before them. Null is a countdown that is not running. */
export function countdownRoom(countdowns: readonly (Countdown | null)[], nowMs: number): number {
  return Math.max(countdownCells, ...countdowns.map((each) => (each ? cellWidth(countdownText(each, nowMs)) + 1 : 0)))
}

/** One limit as a line of exactly `cells`, `room` of them for the countdown. `~` marks an assumed limit. */
export function countdownLine(
  label: 'total' | 'idle',
  countdown: Countdown,
  nowMs: number,
  cells: number,
  room: number,
): Line {
  const text = countdownText(countdown, nowMs)
  const role = countdownRole(countdown)
  const name = padEnd(label, 6)
  const bar = cells - name.length - 2 - room
  if (bar < 4) return fitLine([span(name, 'quiet'), span(text, role)], cells)
  return fitLine(
    [
      span(safe`${name}▕`, 'quiet'),
      span(barText(countdown.fraction, bar), role),
      span('▏', 'quiet'),
      gap(room - cellWidth(text)),
      span(text, role),
    ],
    cells,
  )
}

// The two limits of a job on one line: a label, a thin bar and what is left, beside each other. A healthy one is quiet.
import { type Countdown, urgentFraction } from '../../domain/jobs/deadlines.ts'
import { repeatText, type SafeText, safe } from '../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, lineWidth, span } from './line.ts'
import type { Role } from './theme.ts'
import { leftText, lengthText } from './times.ts'

export type Limit = 'total' | 'idle'

/** Null is a limit that is not running. */
export type Clocks = Readonly<Record<Limit, Countdown | null>>

const lastMinuteMs = 60_000
const lastIdleFraction = 0.1

/** Quiet above half, yellow at 15 %, red in the last minute of the total limit or the last 10 % of the idle one (UX.md §1). */
export function countdownRole(limit: Limit, { leftMs, fraction, passed }: Countdown): Role {
  const isLast = limit === 'total' ? leftMs <= lastMinuteMs : fraction <= lastIdleFraction
  if (passed || isLast) return 'bad'
  if (fraction <= urgentFraction) return 'warn'
  return fraction > 0.5 ? 'quiet' : 'plain'
}

/** What is left, or by how much the limit has been passed. `~` marks an assumed limit. */
export function countdownText(countdown: Countdown, nowMs: number): SafeText {
  if (countdown.passed) return safe`over by ${lengthText(nowMs - countdown.endsMs)}`
  return safe`${countdown.assumed ? '~' : ''}${leftText(countdown.leftMs)}`
}

/** A bar of exactly `cells`, filled from the left; anything above 0 shows at least one cell. */
export function barLine(fraction: number, cells: number, role: Role): Line {
  const filled = fraction <= 0 ? 0 : Math.min(cells, Math.max(1, Math.round(fraction * cells)))
  return [span(repeatText('━', filled), role), span(repeatText('─', cells - filled), 'quiet')]
}

const maxBarCells = 20
const minBarCells = 3
/** From this width on, what is left of the total limit has room for `~59 min`, so that the bars of most jobs are in line. */
const roomyCells = 44

/** Both limits beside each other, exactly `cells` wide, with bars of the same length where there is room for them. */
export function clocksLine({ total, idle }: Clocks, nowMs: number, cells: number): Line {
  const [totalText, idleText] = [limitText('total', total, nowMs, cells), limitText('idle', idle, nowMs, cells)]
  const between = cells < roomyCells ? 2 : 3
  const padding = Math.max(0, (cells < roomyCells ? 6 : 7) - lineWidth(totalText))
  const labels = 'total idle '.length + (total ? 1 : 0) + (idle ? 1 : 0)
  const words = labels + lineWidth(totalText) + padding + between + lineWidth(idleText)
  const bar = Math.min(maxBarCells, Math.floor((cells - words) / (total && idle ? 2 : 1)))
  return fitLine(
    [
      span('total ', 'quiet'),
      ...limitBar('total', total, bar),
      ...totalText,
      gap(padding + between),
      span('idle ', 'quiet'),
      ...limitBar('idle', idle, bar),
      ...idleText,
    ],
    cells,
  )
}

function limitText(limit: Limit, countdown: Countdown | null, nowMs: number, cells: number): Line {
  if (!countdown) return [span(cells < roomyCells ? 'not yet' : 'from the first event', 'quiet')]
  return [span(countdownText(countdown, nowMs), countdownRole(limit, countdown))]
}

function limitBar(limit: Limit, countdown: Countdown | null, cells: number): Line {
  if (!countdown || cells < minBarCells) return []
  return [...barLine(countdown.fraction, cells, countdownRole(limit, countdown)), gap(1)]
}

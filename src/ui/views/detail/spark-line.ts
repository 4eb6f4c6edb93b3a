// When the events of a job came, as a line of bars over its time. Pure.
import type { EventTimes } from '../../../app/deck/job-history.ts'
import { cellWidth } from '../../../domain/text/cells.ts'
import { type SafeText, safe, safeLine } from '../../../domain/text/safe-text.ts'
import { type Line, span } from '../../cells/line.ts'
import { clockTime } from '../../cells/times.ts'

const levels = '▁▂▃▄▅▆▇█'
/** Fewer events, or a shorter line, show nothing that the list does not. */
const minEvents = 8
const minCells = 30
const maxBars = 60

/** One bar for each part of the time from the first event up to `toMs`, the highest where most came; a blank where none did. */
export function bars(timesMs: readonly number[], toMs: number, count: number): string {
  const [first = toMs] = timesMs
  const each = Math.max(1, (toMs - first) / count)
  const counts = Array<number>(count).fill(0)
  for (const ms of timesMs) {
    const bar = Math.max(0, Math.min(count - 1, Math.floor((ms - first) / each)))
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  const most = Math.max(...counts)
  return counts.map((n) => (n === 0 ? ' ' : (levels[Math.ceil((n / most) * levels.length) - 1] ?? ' '))).join('')
}

/** `14:01:02 ▁▂ ▇█▃ now`; no line where there is little to show. `endMs` is when the job ended, null while it has not. */
export function sparkLines(
  times: EventTimes | null,
  { endMs, nowMs, wallOffsetMs }: { endMs: number | null; nowMs: number; wallOffsetMs: number },
  cells: number,
): readonly Line[] {
  const [first] = times?.timesMs ?? []
  if (!times || first === undefined || times.timesMs.length < minEvents || cells < minCells) return []
  const lastMs = Math.max(endMs ?? nowMs, times.timesMs.at(-1) ?? first)
  const from = clockTime(first + wallOffsetMs)
  const to: SafeText = endMs === null ? safe`now` : clockTime(lastMs + wallOffsetMs)
  const room = cells - cellWidth(from) - cellWidth(to) - 4
  const text = safeLine(bars(times.timesMs, lastMs, Math.min(maxBars, room)))
  return [[span(safe`${from} `, 'quiet'), span(text, 'running'), span(safe` ${to}`, 'quiet')]]
}

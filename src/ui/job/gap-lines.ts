// When messages may have been missed, in words: for the lines above the body, and for a job whose time a gap falls into. Pure.
import type { DeckState } from '../../app/deck/deck-state.ts'
import { endingOf } from '../../domain/jobs/deadlines.ts'
import { type SafeText, safe, safeLine, wrapCells } from '../../domain/text/safe-text.ts'
import { type Line, span } from '../cells/line.ts'
import { clockTime, dayTime } from '../cells/times.ts'
import type { PaneView } from './job-view.ts'

type Gap = DeckState['gaps'][number]

/** A longer gap names its days. */
const longMs = 12 * 3_600_000
/** How many gaps of a job are named: the last ones. */
const maxNamed = 3

/** `14:01:10–14:01:52 not seen: the broker has lost what it kept for this deck`. */
export function gapText({ fromAtMs, toAtMs, why }: Gap): SafeText {
  const time = toAtMs - fromAtMs < longMs ? clockTime : dayTime
  return safe`${time(fromAtMs)}–${time(toAtMs)} not seen: ${safeLine(why)}`
}

/** The gaps that fall into the life of a job, the newest first. */
export function gapLines({ job, gaps, nowMs }: PaneView, cells: number): readonly Line[] {
  const fromMs = job.firstEventMs ?? job.record?.createdMs ?? nowMs
  const toMs = endingOf(job)?.atMs ?? nowMs
  const missed = gaps.filter((gap) => gap.toMs > fromMs && gap.fromMs < toMs).slice(-maxNamed)
  return missed.toReversed().flatMap((gap) => wrapCells(gapText(gap), cells, 2).map((row) => [span(row, 'warn')]))
}

// The first line: the broker, the connection, the job counts, the clock. Pure. When it does not fit, whole values give way in a
// fixed order; the needs-you count, the connection and the clock stay longest.

import type { Status } from '../../domain/jobs/job.ts'
import type { DropReason } from '../../domain/protocol/decode.ts'
import { padStart, type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, lineWidth, span } from '../cells/line.ts'
import { clockTime } from '../cells/times.ts'
import { statusMarks } from '../job/status-mark.ts'
import type { Keymap } from '../keys/keymap.ts'
import { connectionVariants, type ReasonPlace } from './connection-words.ts'
import type { HeaderState } from './header-state.ts'

type Part =
  | 'brand'
  | 'profile'
  | 'url'
  | 'security'
  | 'user'
  | 'connection'
  | 'only'
  | Status
  | 'rate'
  | 'dropped'
  | 'clock'

/** What a part says, longest first; a part that may disappear ends with an empty line. */
type Variants = Readonly<Record<Part, readonly Line[]>>

const leftParts: readonly Part[] = ['brand', 'profile', 'url', 'security', 'user', 'connection']
const rightParts: readonly Part[] = [
  'only',
  'needs-you',
  'running',
  'pending',
  'completed',
  'error',
  'timed-out',
  'cancelled',
  'dropped',
  'rate',
  'clock',
]

/** What gives way, the least important first. A part appears once for each variant that it can lose. */
const shrinkOrder: readonly (Part | 'spacing')[] = [
  'spacing',
  'brand',
  'rate',
  'connection',
  'needs-you',
  'user',
  'profile',
  'dropped',
  'cancelled',
  'pending',
  'completed',
  'running',
  'security',
  'url',
  'connection',
  'timed-out',
  'error',
  'connection',
  'clock',
]

const rateCells = 9
/** Brokers do deliver messages twice: the screen of dropped messages counts these, the bar does not. */
const usualDrops: readonly DropReason[] = ['duplicate', 'second-end']
/** Between the left and the right part. */
const leastGap = 2
const none: Line = []

function counter(status: Status, count: number): readonly Line[] {
  if (count === 0) return [none]
  const { glyph, word } = statusMarks[status]
  const short = span(safe`${glyph} ${count}`, status)
  return status === 'needs-you' ? [[span(safe`${short.text} ${word}`, status)], [short]] : [[short], none]
}

function onlyJobs(count: number): SafeText {
  return count === 1 ? safe`only 1 job` : safe`only ${count} jobs`
}

function variantsOf(state: HeaderState, reason: ReasonPlace, keymap: Keymap): Variants {
  const { broker, counts, drops, only } = state
  const count = (status: Status) => counter(status, counts[status])
  const isDoubtful = broker.security === 'plain' || broker.security === 'public'
  const dropped = drops.total - usualDrops.reduce((sum, reason) => sum + (drops.byReason[reason] ?? 0), 0)
  return {
    brand: [[span('jobdeck', 'brand')], none],
    profile: [[span(safeLine(broker.profile, 64))], none],
    url: [[span(safeLine(broker.url, 300), 'quiet')], none],
    security: [isDoubtful ? [span(broker.security, 'warn')] : none, none],
    user: [broker.username ? [span('as ', 'quiet'), span(safeLine(broker.username, 64), 'quiet')] : none, none],
    connection: connectionVariants(state, reason, keymap),
    only: [only === null ? none : [span(only === 'mine' ? 'only mine' : onlyJobs(only.size), 'brand')]],
    'needs-you': count('needs-you'),
    'timed-out': count('timed-out'),
    running: count('running'),
    pending: count('pending'),
    completed: count('completed'),
    error: count('error'),
    cancelled: count('cancelled'),
    dropped: [dropped > 0 ? [span(safe`${dropped} dropped`, 'warn')] : none, none],
    rate: [[span(padStart(safe`${state.eventsPerSec} ev/s`, rateCells), 'quiet')], none],
    clock: [[span(clockTime(state.nowMs + state.wallOffsetMs))], none],
  }
}

function side(parts: readonly Part[], lineOf: (part: Part) => Line, between: number): Line {
  const shown = parts.map(lineOf).filter((line) => line.length > 0)
  return shown.flatMap((line, index) => (index === 0 ? line : [gap(between), ...line]))
}

/** How far each part has given way: the index of its variant. */
type Steps = ReadonlyMap<Part | 'spacing', number>

function lineAt(variants: Variants, steps: Steps, cells: number): { readonly line: Line; readonly free: number } {
  const lineOf = (part: Part) => variants[part][Math.min(steps.get(part) ?? 0, variants[part].length - 1)] ?? none
  const left = side(leftParts, lineOf, 2)
  const right = side(rightParts, lineOf, steps.has('spacing') ? 2 : 3)
  const free = cells - 2 - lineWidth(left) - lineWidth(right)
  return { line: [gap(1), ...left, gap(free), ...right, gap(1)], free }
}

function stepped(steps: Steps, part: Part | 'spacing', by: 1 | -1): Steps {
  return new Map(steps).set(part, (steps.get(part) ?? 0) + by)
}

/** Drops parts until the line fits, then restores whatever still has room, the most important first. */
function compose(variants: Variants, cells: number): Line {
  const given: (Part | 'spacing')[] = []
  let steps: Steps = new Map()
  for (const part of shrinkOrder) {
    if (lineAt(variants, steps, cells).free >= leastGap) break
    steps = stepped(steps, part, 1)
    given.push(part)
  }
  for (const part of given.toReversed()) {
    const again = stepped(steps, part, -1)
    if (part !== 'spacing' && lineAt(variants, again, cells).free >= leastGap) steps = again
  }
  return fitLine(lineAt(variants, steps, cells).line, cells)
}

/** How wide the bar can become with the whole reason in it: one cell more, for the countdown's second digit. */
function fullWidth(state: HeaderState, keymap: Keymap): number {
  const variants = variantsOf(state, 'in-the-bar', keymap)
  const first = (part: Part) => variants[part][0] ?? none
  return lineWidth(side(leftParts, first, 2)) + lineWidth(side(rightParts, first, 3)) + 2 + leastGap + 1
}

/** Where the reason for a failed connection is shown: in the bar when everything else still fits, else below. */
export function reasonPlace(state: HeaderState, keymap: Keymap, cells: number): ReasonPlace {
  return fullWidth(state, keymap) <= cells ? 'in-the-bar' : 'below'
}

/** The status bar, exactly `cells` wide. */
export function statusBarLine(state: HeaderState, keymap: Keymap, cells: number): Line {
  return compose(variantsOf(state, reasonPlace(state, keymap, cells), keymap), cells)
}

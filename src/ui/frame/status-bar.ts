// The first line: what needs you and how the jobs stand, what is listed, the broker, the clock. Pure. When it does not fit, whole
// values give way in a fixed order (UX.md §1); who needs you, what failed, is stuck or runs, a lost connection and a limited list
// stay.
import { isLimited } from '../../app/deck/listing.ts'
import type { Playback } from '../../app/deck/replay/playback.ts'
import type { Status } from '../../domain/jobs/job.ts'
import { clipCells, joinText, padStart, type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, lineWidth, span } from '../cells/line.ts'
import { clockTime, dayTime } from '../cells/times.ts'
import { statusMarks } from '../job/status-mark.ts'
import type { Keymap } from '../keys/keymap.ts'
import { connectionVariants, type ReasonPlace } from './connection-words.ts'
import type { HeaderState } from './header-state.ts'

type Counter = Exclude<Status, 'cancelled'>
type Part = 'profile' | 'url' | 'security' | 'user' | 'connection' | 'listing' | Counter | 'rate' | 'dropped' | 'clock'

/** What a part says, longest first; a part that may disappear ends with an empty line. */
type Variants = Readonly<Record<Part, readonly Line[]>>

const leftParts: readonly Part[] = [
  'needs-you',
  'error',
  'timed-out',
  'running',
  'pending',
  'completed',
  'listing',
  'dropped',
]
const rightParts: readonly Part[] = ['profile', 'connection', 'security', 'url', 'user', 'rate', 'clock']

/** What gives way, the least important first. A part appears once for each variant that it can lose. */
const shrinkOrder: readonly (Part | 'spacing')[] = [
  'spacing',
  'rate',
  'connection',
  'clock',
  'url',
  'user',
  'profile',
  'pending',
  'needs-you',
  'completed',
  'completed',
  'dropped',
  'security',
  'listing',
  'connection',
  'listing',
  'listing',
]

const rateCells = 9
/** Between the left and the right part. */
const leastGap = 2
const none: Line = []

const longFilterCells = 40
const shortFilterCells = 10

function variantsOf(state: HeaderState, reason: ReasonPlace, keymap: Keymap): Variants {
  const { broker, drops } = state
  const isDoubtful = broker.security === 'plain' || broker.security === 'public'
  if (state.replay)
    return { ...counters(state), ...replayVariants(state, state.replay), listing: listingVariants(state) }
  return {
    ...counters(state),
    profile: [[span(safeLine(broker.profile, 64))], none],
    url: [[span(safeLine(broker.url, 300), 'quiet')], none],
    security: [isDoubtful ? [span(broker.security, 'warn')] : none, none],
    user: [broker.username ? [span('as ', 'quiet'), span(safeLine(broker.username, 64), 'quiet')] : none, none],
    connection: connectionVariants(state, reason, keymap),
    listing: listingVariants(state),
    dropped: [drops.unread > 0 ? [span(safe`${drops.unread} dropped`, 'warn')] : none, none],
    rate: [[span(padStart(safe`${state.eventsPerSec} ev/s`, rateCells), 'quiet')], none],
    clock: [[span(clockTime(state.nowMs + state.wallOffsetMs))], none],
  }
}

/** Nobody may take a replay for what happens now: what it is and where it stands never gives way. */
function replayVariants(
  { broker }: HeaderState,
  { atMs, speed, isPaused }: Playback,
): Omit<Variants, Counter | 'listing'> {
  const words = (moment: SafeText) => span(safe`REPLAY ${moment} ×${speed}${isPaused ? ' paused' : ''}`, 'warn')
  const empty = { profile: [none], security: [none], user: [none], dropped: [none], rate: [none], clock: [none] }
  const connection = [[words(dayTime(atMs))], [words(clockTime(atMs))]]
  return { ...empty, connection, url: [[span(safeLine(broker.url, 300), 'quiet')], none] }
}

/** What failed counts until it was seen, and what has completed while it is new; what is stuck counts as long as it is. */
function counters({ counts, unseen }: HeaderState): Readonly<Record<Counter, readonly Line[]>> {
  const asking = counts['needs-you']
  const stuck = counts['timed-out']
  const done = unseen.completed
  const short = (status: Counter, count: number): Line =>
    count === 0 ? none : [span(safe`${statusMarks[status].glyph} ${countText(count)}`, status)]
  const withWord = (line: Line, word: SafeText): Line => line.map(({ text, role }) => span(safe`${text} ${word}`, role))
  const needs = short('needs-you', asking)
  const completed = short('completed', done)
  return {
    'needs-you': [withWord(needs, asking === 1 ? safe`needs you` : safe`need you`), needs],
    error: [short('error', unseen.error)],
    'timed-out': [short('timed-out', stuck)],
    running: [short('running', counts.running)],
    pending: [short('pending', counts.pending), none],
    completed: [withWord(completed, safe`new`), completed, none],
  }
}

/** That the list is limited, by what, and how many jobs that hides; and an order that is not the usual one. */
function listingVariants({ listing, only, size, total, dismissed }: HeaderState): readonly Line[] {
  const jobs = only === null ? [] : [onlyWords(only)]
  const off = dismissed > 0 ? [safe`${dismissed} dismissed`] : []
  const hidden = isLimited(listing) ? [safe`${total - size} hidden`] : off
  const limits = (cells: number) => [...jobs, ...limitWords(listing, cells)]
  return [
    warning([...limits(longFilterCells), ...hidden, ...orderWords[listing.sortBy]]),
    warning([...limits(shortFilterCells), ...hidden]),
    warning(limits(shortFilterCells)),
    warning(limits(0).length > 0 ? [safe`limited`] : []),
  ]
}

function onlyWords(only: NonNullable<HeaderState['only']>): SafeText {
  if (only === 'mine') return safe`only mine`
  return only.size === 1 ? safe`only 1 job` : safe`only ${only.size} jobs`
}

const orderWords: Readonly<Record<HeaderState['listing']['sortBy'], readonly SafeText[]>> = {
  start: [],
  deadline: [safe`by deadline`],
  latest: [safe`latest first`],
}

function limitWords({ filter, show }: HeaderState['listing'], cells: number): readonly SafeText[] {
  const words = filter.trim() === '' ? [] : [safe`/${clipCells(safeLine(filter), cells)}`]
  return show === 'attention' ? [safe`! only`, ...words] : words
}

function warning(parts: readonly SafeText[]): Line {
  return parts.length === 0 ? none : [span(joinText(parts, ' · '), 'warn')]
}

/** Numbers stay short, so that the counters fit on the narrowest screen. */
function countText(count: number): SafeText {
  return count < 10_000 ? safe`${count}` : safe`${Math.floor(count / 1000)}k`
}

function side(parts: readonly Part[], lineOf: (part: Part) => Line, between: number): Line {
  const shown = parts.map(lineOf).filter((line) => line.length > 0)
  return shown.flatMap((line, index) => (index === 0 ? line : [gap(between), ...line]))
}

/** How far each part has given way: the index of its variant. */
type Steps = ReadonlyMap<Part | 'spacing', number>

function lineAt(variants: Variants, steps: Steps, cells: number): { readonly line: Line; readonly free: number } {
  const lineOf = (part: Part) => variants[part][Math.min(steps.get(part) ?? 0, variants[part].length - 1)] ?? none
  const left = side(leftParts, lineOf, steps.has('spacing') ? 2 : 3)
  const right = side(rightParts, lineOf, 2)
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

/** How wide the bar becomes with the whole reason in it, however long the countdown to the next attempt is. */
function fullWidth(state: HeaderState, keymap: Keymap): number {
  const { connection, nowMs } = state
  const longest =
    connection.phase === 'waiting'
      ? { ...connection, retryAtMs: Math.max(connection.retryAtMs, nowMs + twoDigitsMs) }
      : connection
  const variants = variantsOf({ ...state, connection: longest }, 'in-the-bar', keymap)
  const first = (part: Part) => variants[part][0] ?? none
  return lineWidth(side(leftParts, first, 3)) + lineWidth(side(rightParts, first, 2)) + 2 + leastGap
}

const twoDigitsMs = 10_000

/** Where the reason for a failed connection is shown: in the bar when everything else still fits, else below. */
export function reasonPlace(state: HeaderState, keymap: Keymap, cells: number): ReasonPlace {
  return fullWidth(state, keymap) <= cells ? 'in-the-bar' : 'below'
}

/** The status bar, exactly `cells` wide. */
export function statusBarLine(state: HeaderState, keymap: Keymap, cells: number): Line {
  return compose(variantsOf(state, reasonPlace(state, keymap, cells), keymap), cells)
}

// What just happened, below the list: the last events of all jobs, the newest first, and the line that names what needs attention
// off the screen. Pure.
import type { DeckState } from '../../../app/deck/deck-state.ts'
import type { LastEvent } from '../../../app/deck/last-events.ts'
import type { EventType } from '../../../domain/protocol/event.ts'
import { type SafeText, safe } from '../../../domain/text/safe-text.ts'
import { fitLine, fitLines, gap, type Line, span, spread } from '../../cells/line.ts'
import type { Role } from '../../cells/theme.ts'
import { clockTime } from '../../cells/times.ts'
import { detailText } from '../../job/job-text.ts'
import { paneView } from '../../job/job-view.ts'
import { nameOf, newsOf } from '../../job/job-words.ts'
import { statusMarks } from '../../job/status-mark.ts'

import type { DeckLayout } from './layout.ts'

const eventMarks = {
  started: { glyph: statusMarks.running.glyph, role: 'running', words: 'started' },
  progress: { glyph: statusMarks.running.glyph, role: 'running', words: '' },
  permission_required: { glyph: statusMarks['needs-you'].glyph, role: 'needs-you', words: 'asks' },
  completed: { glyph: statusMarks.completed.glyph, role: 'completed', words: 'completed' },
  error: { glyph: statusMarks.error.glyph, role: 'error', words: 'failed' },
} as const satisfies Record<EventType, { readonly glyph: string; readonly role: Role; readonly words: string }>

/** From this width on, two events stand beside each other. */
const wideCells = 110

/** Exactly `rows` lines of exactly `cells`; what dismissed jobs report is left out. */
export function feedLines(deck: DeckState, cells: number, rows: number): readonly Line[] {
  const across = cells >= wideCells ? 2 : 1
  const width = Math.floor((cells - 2) / across) - (across - 1)
  const shown = deck.lastEvents.filter(({ job }) => deck.jobs.flagsOf(job).dismissed === null)
  const events = shown.slice(0, rows * across).map((event) => eventLine(deck, event, width))
  const lines = Array.from({ length: Math.ceil(events.length / across) }, (_, row): Line => {
    const [left = [], right = []] = events.slice(row * across, (row + 1) * across)
    return [gap(1), ...left, ...(across > 1 ? [gap(2), ...right] : [])]
  })
  return fitLines(lines, cells, rows)
}

function eventLine(deck: DeckState, event: LastEvent, cells: number): Line {
  const job = deck.jobs.get(event.job)
  const { glyph, role, words } = eventMarks[event.event]
  return fitLine(
    [
      span(clockTime(event.receivedMs + deck.wallOffsetMs), 'quiet'),
      span(safe` ${glyph} `, role),
      span(job ? nameOf(job) : safe``, 'plain'),
      span(safe` ${wordsOf(words, detailText(event))}`, 'quiet'),
    ],
    cells,
  )
}

function wordsOf(words: (typeof eventMarks)[EventType]['words'], detail: SafeText): SafeText {
  if (words === '' || detail === '') return safe`${words}${detail}`
  return safe`${words}: ${detail}`
}

/** What needs attention and is off the screen, and the key that goes there. */
export function offScreenLine(deck: DeckState, layout: DeckLayout, nextKey: SafeText | null, cells: number): Line {
  const { offScreen } = layout
  const view = offScreen && paneView(deck, offScreen.job)
  if (!view) return fitLine([], cells)
  const { glyph } = statusMarks[view.status]
  const says = newsOf(view)
  const verb = view.status === 'needs-you' ? safe`asks` : safe`${statusMarks[view.status].word}`
  const more = offScreen.count > 1 ? safe` · ${offScreen.count - 1} more` : safe``
  const key = nextKey === null ? [] : [gap(1), span(nextKey, 'key'), span(' goes there', 'quiet'), gap(1)]
  return spread(
    [
      span(safe` ${glyph} ${nameOf(view.job)} `, view.status),
      span(says === '' ? verb : safe`${verb}: ${says}`, 'strong'),
    ],
    [span(more, view.status), ...key],
    cells,
  )
}

// A text that scrolls in a box: the shape of the messages, the help page and a single event. Pure.

import type { DeckState } from '../../app/deck/deck-state.ts'
import { idOfKey } from '../../domain/jobs/job-key.ts'
import { safe } from '../../domain/text/safe-text.ts'
import { boxLines, insideOf } from '../cells/box.ts'
import { type Line, own } from '../cells/line.ts'
import { messagesLines } from '../views/dropped/lines.ts'
import { eventScreenLines } from '../views/event/lines.ts'
import { helpLines } from '../views/help/lines.ts'
import type { Size } from './chrome-layout.ts'
import type { Screen } from './navigation.ts'

/** A screen that is a text to scroll. */
export type DocumentScreen = Extract<Screen, { top: number }>

/** The whole text of such a screen, for a body of `size`. */
export function documentLines(
  screen: DocumentScreen,
  { drops }: Pick<DeckState, 'drops'>,
  size: Size,
): readonly Line[] {
  const { cells } = insideOf(size.columns, size.rows)
  switch (screen.name) {
    case 'event':
      return eventScreenLines(screen.entry, cells)
    case 'messages':
      return messagesLines(drops, cells)
    case 'help':
      return helpLines(screen.about, cells)
  }
}

function titleOf(screen: DocumentScreen): Line {
  switch (screen.name) {
    case 'event':
      return [own(idOfKey(screen.job), 'strong'), own(safe` · #${screen.entry.seq} ${screen.entry.event}`)]
    case 'messages':
      return [own('messages', 'strong'), own(' · what was dropped and why', 'quiet')]
    case 'help':
      return [own('help', 'strong')]
  }
}

/** The text in its box, exactly `size`, from the line on that the person has scrolled to. */
export function documentBox(screen: DocumentScreen, lines: readonly Line[], size: Size): readonly Line[] {
  const { rows } = insideOf(size.columns, size.rows)
  const top = Math.max(0, Math.min(screen.top, lines.length - rows))
  return boxLines({
    ...size,
    weight: 'round',
    role: 'quiet',
    title: titleOf(screen),
    notes: [],
    body: lines.slice(top, top + rows),
    scroll: { top, lines: lines.length, fromRow: 0 },
  })
}

// What the store and the size of the terminal mean for the keys and for the screen on top. Pure.
import type { DeckState } from '../../app/deck/deck-state.ts'
import { insideOf } from '../cells/box.ts'
import { paneView } from '../job/job-view.ts'
import { layOutDeck } from '../views/deck/layout.ts'
import { detailScroll } from '../views/detail/lines.ts'
import { bodySize, headerLines, type Size } from './chrome-layout.ts'
import { documentLines } from './document-lines.ts'
import { type Navigation, type Screen, type Scroll, type Surroundings, topScreen } from './navigation.ts'

const noScroll: Scroll = { lines: 0, rows: 0, above: 0 }

function scrollOf(screen: Screen, state: DeckState, body: Size): Scroll {
  if (screen.name === 'detail') {
    const view = paneView(state, screen.job)
    return view ? detailScroll(view, body) : noScroll
  }
  if (!('top' in screen)) return noScroll
  return { lines: documentLines(screen, state, body).length, rows: insideOf(body.columns, body.rows).rows, above: 0 }
}

/** The surroundings of a key that is pressed now. */
export function surroundingsOf(state: DeckState, at: Navigation, size: Size): Surroundings {
  const body = bodySize(headerLines(state, size).length, size)
  return {
    jobs: state.jobs,
    grid: layOutDeck(body.columns, body.rows, state.jobs.size),
    scroll: scrollOf(topScreen(at), state, body),
  }
}

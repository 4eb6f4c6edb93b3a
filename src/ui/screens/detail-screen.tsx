// One job on the whole screen.
import type { Size } from '../chrome/chrome-layout.ts'
import { useDeck } from '../deck-context.tsx'
import { cursorPlace } from '../detail-steps.ts'
import type { Screen } from '../navigation.ts'
import { paneView } from '../panes/pane-view.ts'
import { fitLines, own } from '../text/line.ts'
import { Rows } from '../text/rows.tsx'
import { detailLines } from './detail-lines.ts'

export interface DetailScreenProps {
  readonly screen: Extract<Screen, { name: 'detail' }>
  readonly size: Size
}

/** Fills exactly `size`. */
export function DetailScreen({ screen, size }: DetailScreenProps) {
  const view = useDeck((state) => paneView(state, screen.jobId))
  if (!view) {
    const gone = [own(` ${screen.jobId} is no longer on this deck.`, 'quiet')]
    return <Rows lines={fitLines([[], gone], size.columns, size.rows)} />
  }
  const entries = view.job.history.toReversed()
  return <Rows lines={detailLines(view, screen, entries, cursorPlace(entries, screen.cursor), size)} />
}

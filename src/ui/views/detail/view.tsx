// One job on the whole screen.

import { idOfKey } from '../../../domain/jobs/job-key.ts'
import { safe } from '../../../domain/text/safe-text.ts'
import { fitLines, own } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import type { Size } from '../../frame/chrome-layout.ts'
import { useDeck } from '../../frame/deck-context.tsx'
import type { Screen } from '../../frame/navigation.ts'
import { paneView } from '../../job/job-view.ts'
import { cursorPlace } from './keys.ts'
import { detailLines } from './lines.ts'

export interface DetailScreenProps {
  readonly screen: Extract<Screen, { name: 'detail' }>
  readonly size: Size
}

/** Fills exactly `size`. */
export function DetailScreen({ screen, size }: DetailScreenProps) {
  const view = useDeck((state) => paneView(state, screen.job))
  if (!view) {
    const gone = [own(safe` ${idOfKey(screen.job)} is no longer on this deck.`, 'quiet')]
    return <Rows lines={fitLines([[], gone], size.columns, size.rows)} />
  }
  const entries = view.job.history.toReversed()
  return <Rows lines={detailLines(view, screen, entries, cursorPlace(entries, screen.cursor), size)} />
}

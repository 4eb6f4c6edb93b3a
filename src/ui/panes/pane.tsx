// One pane of the deck. It reads its own job only, so that an event draws one pane again.
import { memo } from 'react'
import type { JobId } from '../../protocol/job-id.ts'
import { useDeck } from '../deck-context.tsx'
import { Rows } from '../text/rows.tsx'
import { type PanePlace, paneLines } from './pane-lines.ts'
import { paneView } from './pane-view.ts'

export const Pane = memo(function Pane({ jobId, ...place }: PanePlace & { readonly jobId: JobId }) {
  const view = useDeck((state) => paneView(state, jobId))
  return view ? <Rows lines={paneLines(view, place)} /> : null
})

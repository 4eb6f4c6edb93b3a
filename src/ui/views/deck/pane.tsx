// One pane of the deck. It selects its own job only, so that an event redraws one pane.
import { memo } from 'react'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { Rows } from '../../cells/rows.tsx'
import { useDeck } from '../../frame/deck-context.tsx'
import { paneView } from '../../job/job-view.ts'
import { useHistory } from '../../job/use-history.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { type PanePlace, paneLines } from './lines.ts'

export const Pane = memo(function Pane({ job, ...place }: PanePlace & { readonly job: JobKey }) {
  const view = useDeck((state) => paneView(state, job))
  useHistory(job)
  const keymap = useKeymap()
  return view ? <Rows lines={paneLines(view, place, keymap)} /> : null
})

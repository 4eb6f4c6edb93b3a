// One job on the whole screen.
import { useContext } from 'react'
import { paneForText } from '../../../app/tmux/session-state.ts'
import { idOfKey } from '../../../domain/jobs/job-key.ts'
import { safe } from '../../../domain/text/safe-text.ts'
import { fitLines, span } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import { useDeck } from '../../frame/deck-context.tsx'
import { FramedScreen } from '../../frame/framed-screen.tsx'
import { useScreenKeys } from '../../frame/use-screen-keys.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { paneView } from '../../job/job-view.ts'
import { previewBox } from '../../job/preview-lines.ts'
import { useHistory, useShownEvents } from '../../job/use-history.ts'
import { usePreview } from '../../job/use-preview.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { TerminalContext } from '../../terminal/terminal-context.ts'
import { detailKeys } from './keys.ts'
import { detailFrame } from './lines.ts'

const nothing = { extent: { lines: 0, rows: 0, above: 0 }, shown: { from: 0, to: 0 } }
const wideColumns = 120

function DetailScreen({ screen, columns, rows }: ScreenProps<'detail'>) {
  const { state } = screen
  const view = useDeck((deck) => paneView(deck, state.job))
  const history = useHistory(state.job)
  const keymap = useKeymap()
  const { lend } = useContext(TerminalContext)
  // The pane of its agent, where there is room beside the text.
  const previewColumns = columns >= wideColumns && view?.session === 'here' ? Math.floor(columns / 2) : 0
  const preview = usePreview(previewColumns > 0 ? state.job : null)
  const size = { columns: columns - previewColumns, rows: rows - 1 }
  const gone = [span(safe` ${idOfKey(state.job)} is no longer on this deck.`, 'quiet')]
  const { lines, extent, shown } = view
    ? detailFrame(view, state, history, keymap, size)
    : { lines: fitLines([[], gone], size.columns, size.rows), ...nothing }
  useShownEvents(state.job, shown)
  const tmux = useDeck((deck) => deck.tmux)
  const pane = view && paneForText(view.job, tmux)
  const at = useScreenKeys(screen, detailKeys, { history, extent, pane, lend })
  const right = previewColumns > 0 ? previewBox(preview, previewColumns, size.rows) : []
  return (
    <FramedScreen table={detailKeys} at={at} columns={columns}>
      <Rows lines={lines.map((line, row) => [...line, ...(right[row] ?? [])])} />
    </FramedScreen>
  )
}

export const detailView: View<'detail'> = { tables: [detailKeys], Screen: DetailScreen }

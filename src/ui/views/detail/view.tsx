// One job on the whole screen.
import { Box, useCursor } from 'ink'
import { useContext } from 'react'
import { paneForText } from '../../../app/tmux/session-state.ts'
import { idOfKey } from '../../../domain/jobs/job-key.ts'
import { safe } from '../../../domain/text/safe-text.ts'
import { fitLines, span } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import { useDeck } from '../../frame/deck-context.tsx'
import { footerLine } from '../../frame/footer-line.ts'
import { typingLine } from '../../frame/typing-line.ts'
import { useScreenKeys } from '../../frame/use-screen-keys.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { indexAt } from '../../job/history.ts'
import { paneView } from '../../job/job-view.ts'
import { previewBox } from '../../job/preview-lines.ts'
import { useHistory, useSearch, useShownEvents, useTimes } from '../../job/use-history.ts'
import { usePreview } from '../../job/use-preview.ts'
import { hintsOf } from '../../keys/hints.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { TerminalContext } from '../../terminal/terminal-context.ts'
import { detailKeys } from './keys.ts'
import { detailFrame } from './lines.ts'
import { matchText } from './match-text.ts'
import { searchKeys, typeIntoSearch } from './search-keys.ts'
import type { DetailState } from './state.ts'
import { useArtifacts } from './use-artifacts.ts'

const nothing = { extent: { lines: 0, rows: 0, above: 0 }, shown: { from: 0, to: 0 }, position: '' }
const wideColumns = 120

const tableOf = ({ typing }: DetailState) => (typing ? searchKeys : detailKeys)

function DetailScreen({ screen, columns, rows, top }: ScreenProps<'detail'>) {
  const { state } = screen
  const view = useDeck((deck) => paneView(deck, state.job))
  const history = useHistory(state.job)
  const artifacts = useArtifacts(state.job)
  const keymap = useKeymap()
  const { lend } = useContext(TerminalContext)
  // The pane of its agent, where there is room beside the text.
  const previewColumns = columns >= wideColumns && view?.session === 'here' ? Math.floor(columns / 2) : 0
  const preview = usePreview(previewColumns > 0 ? state.job : null)
  const size = { columns: columns - previewColumns, rows: rows - 1 }
  const gone = [span(safe` ${idOfKey(state.job)} is no longer on this deck.`, 'quiet')]
  const { lines, extent, shown, position } = view
    ? detailFrame(view, state, history, keymap, size, artifacts)
    : { lines: fitLines([[], gone], size.columns, size.rows), ...nothing }
  useShownEvents(state.job, shown)
  useSearch(state.job, state.search)
  useTimes(state.job)
  const tmux = useDeck((deck) => deck.tmux)
  const pane = view && paneForText(view.job, tmux)
  const at = useScreenKeys(screen, { tableOf, type: typeIntoSearch }, { history, extent, pane, lend })
  const hints = hintsOf(
    tableOf(state).rows.filter((row) => row.when?.(at) ?? true),
    keymap,
  )
  const found = matchText(history, indexAt(history, -1))
  const typing = state.typing ? typingLine(state.typing, [span(found, 'quiet')], hints, columns) : null
  const { setCursorPosition } = useCursor()
  setCursorPosition(typing ? { x: typing.cursor, y: top + rows - 1 } : undefined)
  const right = previewColumns > 0 ? previewBox(preview, previewColumns, size.rows) : []
  const body = lines.map((line, row) => [...line, ...(right[row] ?? [])])
  return (
    <Box height={rows} overflowY="hidden">
      <Rows lines={[...body, typing ? typing.line : footerLine(hints, position, columns)]} />
    </Box>
  )
}

export const detailView: View<'detail'> = { tables: [detailKeys, searchKeys], Screen: DetailScreen }

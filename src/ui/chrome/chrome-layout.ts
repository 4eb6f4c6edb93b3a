// What frames every screen: the status bar, below it what is wrong, and the footer; between them the body. Pure.
import type { DeckState } from '../../monitor/deck-state.ts'
import type { SafeText } from '../../protocol/sanitize.ts'
import { fitLine, type Line, own, wrapCells } from '../text/line.ts'
import type { Role } from '../theme.ts'
import { connectionReason } from './connection-words.ts'
import { reasonPlace, statusBarLine } from './status-bar.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** The least screen that the deck fits (UX.md). */
export const minSize: Size = { columns: 40, rows: 10 }

function noticeLines(text: SafeText, role: Role, size: Size): readonly Line[] {
  const most = size.rows >= 20 ? 2 : 1
  return wrapCells(text, size.columns - 4, most).map((row, index) =>
    fitLine([own(index === 0 ? ' ⚠ ' : '   ', role), own(row, role)], size.columns),
  )
}

/** The lines above the body: the status bar, then why there is no connection, then what else is wrong. */
export function headerLines(state: DeckState, size: Size): readonly Line[] {
  const reason = reasonPlace(state, size.columns) === 'below' ? connectionReason(state.connection) : null
  const notices = [
    ...(reason ? noticeLines(reason, 'bad', size) : []),
    ...(state.problem ? noticeLines(state.problem, 'warn', size) : []),
  ]
  const most = Math.max(1, Math.floor((size.rows - 8) / 3))
  return [statusBarLine(state, size.columns), ...notices.slice(0, most)]
}

/** What is left for a screen's body between the header and the footer. */
export function bodySize(headerRows: number, size: Size): Size {
  return { columns: size.columns, rows: size.rows - headerRows - 1 }
}

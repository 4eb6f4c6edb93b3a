// The lines above every screen: the status bar and, below it, the current problems. Pure.
import { type SafeText, safeLine, wrapCells } from '../../domain/text/safe-text.ts'
import { fitLine, type Line, span } from '../cells/line.ts'
import type { Size } from '../cells/size.ts'
import type { Role } from '../cells/theme.ts'
import { gapText } from '../job/gap-lines.ts'
import type { Keymap } from '../keys/keymap.ts'
import { connectionReason } from './connection-words.ts'
import type { HeaderState } from './header-state.ts'
import { reasonPlace, statusBarLine } from './status-bar.ts'

/** The smallest screen that the deck is drawn on (UX.md). */
export const minSize: Size = { columns: 40, rows: 10 }

interface Notice {
  readonly text: SafeText
  readonly role: Role
}

const gapIsNewsMs = 10 * 60_000

/** A longer notice is cut here: further rows would add nothing. */
const maxNoticeRows = 3

function noticeLines({ text, role }: Notice, columns: number, most: number): readonly Line[] {
  return wrapCells(text, columns - 4, Math.min(maxNoticeRows, most)).map((row, index) =>
    fitLine([span(index === 0 ? ' ⚠ ' : '   ', role), span(row, role)], columns),
  )
}

/** The notices, one below the other: each gets its first row before any gets a second, as long as rows remain. */
function noticesLines(notices: readonly Notice[], columns: number, most: number): readonly Line[] {
  const [first, ...others] = notices
  if (!first || most <= 0) return []
  const lines = noticeLines(first, columns, Math.max(1, most - others.length))
  return [...lines, ...noticesLines(others, columns, most - lines.length)]
}

/** The last gap, for as long as it is news; the jobs that it concerns name it in their detail view. */
function recentGap({ gaps, nowMs, wallOffsetMs }: HeaderState): readonly SafeText[] {
  const gap = gaps.at(-1)
  return gap && nowMs + wallOffsetMs - gap.toAtMs < gapIsNewsMs ? [gapText(gap)] : []
}

/** The lines above the body: the status bar, then why there is no connection, then other problems. */
export function headerLines(state: HeaderState, keymap: Keymap, size: Size): readonly Line[] {
  const reason = reasonPlace(state, keymap, size.columns) === 'below' ? connectionReason(state.connection) : null
  const notices = [
    ...(reason ? [{ text: reason, role: 'bad' } as const] : []),
    ...(state.problem ? [{ text: safeLine(state.problem, 300), role: 'warn' } as const] : []),
    ...recentGap(state).map((text) => ({ text, role: 'warn' }) as const),
    ...(keymap.problem ? [{ text: keymap.problem, role: 'warn' } as const] : []),
  ]
  const most = Math.max(1, Math.floor((size.rows - 8) / 3))
  return [statusBarLine(state, keymap, size.columns), ...noticesLines(notices, size.columns, most)]
}

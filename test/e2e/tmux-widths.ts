// How wide tmux has drawn the lines of a pane: a character that it measures differently shifts what follows.
import type { TmuxPane } from '../support/terminal/tmux.ts'

/** The cell in which each visible line ends, as tmux's own cursor finds it, with the lines as they were then. */
export async function drawnWidths(pane: TmuxPane): Promise<readonly { readonly row: string; readonly end: number }[]> {
  // Copy mode holds the screen still.
  await pane.tmux('copy-mode')
  const { rows } = await pane.screen()
  const steps = rows.flatMap(() => [
    ...[';', 'send-keys', '-X', 'end-of-line', ';', 'display-message', '-p', '#{copy_cursor_x}'],
    ...[';', 'send-keys', '-X', 'start-of-line', ';', 'send-keys', '-X', 'cursor-down'],
  ])
  const printed = await pane.tmux('send-keys', '-X', 'top-line', ...steps, ';', 'send-keys', '-X', 'cancel')
  const ends = printed.trim().split('\n').map(Number)
  return rows.map((row, index) => ({ row, end: ends[index] ?? Number.NaN }))
}

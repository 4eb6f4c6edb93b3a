// The pane that a new record names beside the session: later the session may show another one.
import { paneToRecord } from './agent-pane.ts'
import { listPanes } from './panes.ts'

/**
 * The fields of a record; none when it is not clear which pane it is, or tmux does not say.
 * @param session such as `tmux:claude`
 * @param own the pane in which the job is registered (`TMUX_PANE`); null outside tmux
 */
export async function paneFields(
  session: string | null,
  own: string | null,
): Promise<{ readonly tmux_pane?: string; readonly tmux_server?: number }> {
  if (!session?.startsWith('tmux:')) return {}
  const pane = paneToRecord(session, await listPanes().catch(() => []), own)
  return pane ? { tmux_pane: pane.id, tmux_server: pane.server } : {}
}

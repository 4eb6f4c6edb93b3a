// Which tmux session a pane is in.
import { execFile } from 'node:child_process'

const timeoutMs = 1_000

export interface PaneHome {
  readonly session: string
  /** The process id of the tmux server. */
  readonly server: number
}

/** Where a pane such as `%12` is; null without tmux, a server, an answer or such a pane. */
export function sessionOfPane(pane: string): Promise<PaneHome | null> {
  if (!/^%\d+$/.test(pane)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const args = ['-u', 'display-message', '-p', '-t', pane, '#{pid} #{session_name}']
    execFile('tmux', args, { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) => {
      const [, server, session] = /^(\d+) (.+)$/m.exec(error ? '' : stdout) ?? []
      resolve(session === undefined ? null : { session, server: Number(server) })
    })
  })
}

// Which tmux session a pane is in.
import { execFile } from 'node:child_process'

const timeoutMs = 1_000

/** The name of the session that a pane such as `%12` is in; null without tmux, a server, an answer or such a pane. */
export function sessionOfPane(pane: string): Promise<string | null> {
  if (!/^%\d+$/.test(pane)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const args = ['-u', 'display-message', '-p', '-t', pane, '#{session_name}']
    execFile('tmux', args, { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) => {
      resolve(error ? null : stdout.trimEnd() || null)
    })
  })
}

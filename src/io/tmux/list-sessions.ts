// Lists the live tmux sessions, which the register form offers. Without tmux there are simply none.
import { execFile } from 'node:child_process'

const timeoutMs = 1000

/** The session names of the tmux server that this process would talk to; empty without tmux, a server or an answer. */
export function listSessions(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile('tmux', ['-u', 'list-sessions', '-F', '#{session_name}'], { timeout: timeoutMs }, (error, stdout) => {
      resolve(error ? [] : stdout.split('\n').filter((name) => name !== ''))
    })
  })
}

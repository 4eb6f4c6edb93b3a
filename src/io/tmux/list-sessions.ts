// Which tmux sessions are alive: the register form offers them. Where there is no tmux there are simply none.
import { execFile } from 'node:child_process'

const timeoutMs = 1000

/** The names of the sessions of the tmux server that this process would talk to; empty without tmux, server or answer. */
export function listSessions(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile('tmux', ['-u', 'list-sessions', '-F', '#{session_name}'], { timeout: timeoutMs }, (error, stdout) => {
      resolve(error ? [] : stdout.split('\n').filter((name) => name !== ''))
    })
  })
}

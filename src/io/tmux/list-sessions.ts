// Lists the live tmux sessions, which the register form offers. Without tmux there are simply none.
import { runTmux } from './run-tmux.ts'

/** The session names of the tmux server that this process would talk to; empty without tmux, a server or an answer. */
export async function listSessions(): Promise<readonly string[]> {
  const text = await runTmux(['list-sessions', '-F', '#{session_name}']).catch(() => '')
  return text.split('\n').filter((name) => name !== '')
}

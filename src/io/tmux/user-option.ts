// A user option of the tmux server, which a status line can show (`#{@jobdeck}`).
import { execFileSync } from 'node:child_process'
import { answerMs } from './run-tmux.ts'

/** Removes the option; may be called while the process ends. */
export function removeUserOption(name: `@${string}`): void {
  try {
    execFileSync('tmux', ['-u', 'set-option', '-gu', name], { timeout: answerMs, stdio: 'ignore' })
  } catch {
    // The server is gone, and the option with it.
  }
}

// A user option of the tmux server, which a status line can show (`#{@jobdeck}`).
import { execFile, execFileSync } from 'node:child_process'

const timeoutMs = 1_000

/** Sets the option for every session of this tmux; resolves when that is done, or has failed. */
export function setUserOption(name: `@${string}`, value: string): Promise<void> {
  return new Promise((resolve) => {
    execFile('tmux', ['-u', 'set-option', '-g', name, value], { timeout: timeoutMs }, () => resolve())
  })
}

/** Removes the option; may be called while the process ends. */
export function removeUserOption(name: `@${string}`): void {
  try {
    execFileSync('tmux', ['-u', 'set-option', '-gu', name], { timeout: timeoutMs, stdio: 'ignore' })
  } catch {
    // The server is gone, and the option with it.
  }
}

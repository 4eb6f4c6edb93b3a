// A tmux server of one test, which is the one that jobdeck's own calls of tmux reach.
import { execFileSync } from 'node:child_process'
import { onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../jobdeck-home.ts'

/** Runs a command and returns what it printed. */
export type RunTmux = (...args: readonly string[]) => string

/** Points this process to a server of the test, which is ended after the test. Nothing runs until the first command. */
export function ownTmux(): RunTmux {
  vi.stubEnv('TMUX', undefined)
  vi.stubEnv('TMUX_PANE', undefined)
  vi.stubEnv('TMUX_TMPDIR', temporaryFolder())
  const run: RunTmux = (...args) =>
    execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trimEnd()
  onTestFinished(() => {
    try {
      run('kill-server')
    } catch {
      // It has ended, or was never started.
    }
    vi.unstubAllEnvs()
  })
  return run
}

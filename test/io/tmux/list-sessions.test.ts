import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listSessions } from '../../../src/io/tmux/list-sessions.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { needs } from '../../support/tools.ts'

afterEach(() => vi.unstubAllEnvs())

/** A tmux of the test's own is the one that `listSessions` talks to. */
function ownTmux(): (...args: readonly string[]) => void {
  vi.stubEnv('TMUX', '')
  vi.stubEnv('TMUX_TMPDIR', temporaryFolder())
  return (...args) => void execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], { stdio: 'ignore' })
}

needs('tmux')('the sessions of tmux', () => {
  it('are listed by name', async () => {
    const tmux = ownTmux()
    try {
      tmux('new-session', '-d', '-s', 'claude')
      tmux('new-session', '-d', '-s', '한글 codex-2')
      expect((await listSessions()).toSorted()).toEqual(['claude', '한글 codex-2'])
    } finally {
      tmux('kill-server')
    }
  })

  it('are none without a server', async () => {
    ownTmux()
    expect(await listSessions()).toEqual([])
  })
})

describe('without a tmux that answers', () => {
  it('are none', async () => {
    vi.stubEnv('PATH', temporaryFolder())
    expect(await listSessions()).toEqual([])
  })
})

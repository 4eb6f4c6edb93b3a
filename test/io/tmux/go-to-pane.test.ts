import { afterEach, describe, expect, it, vi } from 'vitest'
import { goToPane, type Route } from '../../../src/io/tmux/go-to-pane.ts'
import { fakeTmux, withoutTmux } from '../../support/terminal/fake-tmux.ts'
import { ownTmux } from '../../support/terminal/own-tmux.ts'
import { needs } from '../../support/tools.ts'

afterEach(() => vi.unstubAllEnvs())

const outside: Route = { from: null, lend: async () => {} }
const claude = { session: 'tmux:claude', pane: null }

needs('tmux')('going to the pane of an agent', () => {
  it.each(['claude', '-rf $(id) *', '=claude', '한글 codex'])('finds the session %j and no other', async (name) => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', `${name}-2`, 'cat')
    await expect(goToPane({ session: `tmux:${name}`, pane: null }, outside)).rejects.toThrow('is gone')
    tmux('new-session', '-d', '-s', name, 'cat')
    expect(await goToPane({ session: `tmux:${name}`, pane: null }, outside)).toBeNull()
  })

  it('attaches from outside while the terminal is lent', async () => {
    ownTmux()('new-session', '-d', '-s', 'claude', 'cat')
    const lent: string[] = []
    await goToPane(claude, {
      from: null,
      lend: async () => void lent.push('given'),
    })
    expect(lent).toEqual(['given'])
  })

  it.each(['screen:claude', 'tmux:', 'tmux:a\u001b]0;x', 'tmux:a\nb'])('refuses %j', async (session) => {
    ownTmux()('new-session', '-d', '-s', 'claude', 'cat')
    await expect(goToPane({ session, pane: null }, outside)).rejects.toThrow('is not a tmux session')
  })

  it('says that the session is gone, also without any server', async () => {
    const tmux = ownTmux()
    await expect(goToPane(claude, outside)).rejects.toThrow('the session tmux:claude is gone')
    tmux('new-session', '-d', '-s', 'other', 'cat')
    await expect(goToPane(claude, outside)).rejects.toThrow('the session tmux:claude is gone')
  })
})

describe('a tmux in trouble', () => {
  it('does not answer, or is not installed: the key says so', async () => {
    fakeTmux('exec sleep 60')
    await expect(goToPane(claude, outside)).rejects.toThrow('tmux does not answer')
    withoutTmux()
    await expect(goToPane(claude, outside)).rejects.toThrow('tmux is not installed')
  })
})

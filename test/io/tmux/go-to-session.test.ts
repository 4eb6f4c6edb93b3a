import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { goToSession, type Route } from '../../../src/io/tmux/go-to-session.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

afterEach(() => vi.unstubAllEnvs())

const route: Route = { from: 'inside', lend: (callback) => callback() }

/** A `tmux` that writes its arguments to a file, one a line, and then does what the script says. */
function fakeTmux(script: string): () => readonly string[] {
  const folder = temporaryFolder()
  const log = join(folder, 'arguments')
  writeFileSync(join(folder, 'tmux'), `#!/bin/sh\nprintf '%s\\n' "$@" >> ${log}\n${script}\n`)
  chmodSync(join(folder, 'tmux'), 0o755)
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
  return () => execFileSync('cat', [log], { encoding: 'utf8' }).trimEnd().split('\n')
}

describe('going to the session of an agent', () => {
  it.each([
    ['tmux:claude', '=claude:'],
    ['tmux:-rf $(id) *', '=-rf $(id) *:'],
    ['tmux:한글', '=한글:'],
  ])('names %j as one exact target', async (recorded, target) => {
    const given = fakeTmux('exit 0')
    await goToSession(recorded, route)
    expect(given()).toEqual(['-u', 'has-session', '-t', target, '-u', 'switch-client', '-t', target])
  })

  it('attaches from outside while the terminal is lent', async () => {
    const given = fakeTmux('exit 0')
    const lent: string[] = []
    const lend: Route['lend'] = async (callback) => {
      lent.push('given')
      await callback()
      lent.push('back')
    }
    await goToSession('tmux:claude', { from: 'outside', lend })
    expect(given().slice(4)).toEqual(['-u', 'attach-session', '-t', '=claude:'])
    expect(lent).toEqual(['given', 'back'])
  })

  it.each(['screen:claude', 'tmux:', 'tmux:a\u001b]0;x', 'tmux:a:b.c', 'tmux:a\nb'])(
    'refuses %j without starting anything',
    async (recorded) => {
      vi.stubEnv('PATH', temporaryFolder())
      await expect(goToSession(recorded, route)).rejects.toThrow('is not a tmux session')
    },
  )

  it('says that the session is gone', async () => {
    fakeTmux('exit 1')
    await expect(goToSession('tmux:claude', route)).rejects.toThrow('the session tmux:claude is gone')
  })

  it('says so when tmux does not answer, or is not installed', async () => {
    fakeTmux('exec sleep 60')
    await expect(goToSession('tmux:claude', route)).rejects.toThrow('tmux does not answer')
    vi.stubEnv('PATH', temporaryFolder())
    await expect(goToSession('tmux:claude', route)).rejects.toThrow('tmux is not installed')
  })
})

import { describe, expect, it, vi } from 'vitest'
import { checkTmux } from '../../../src/app/checks/doctor-tmux.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { fakeTmux } from '../../support/terminal/fake-tmux.ts'
import { ownTmux } from '../../support/terminal/own-tmux.ts'
import { needs } from '../../support/tools.ts'

const on = { notify: 'auto' } as const

const summary = async (...given: Parameters<typeof checkTmux>) =>
  (await checkTmux(...given)).map(({ level, subject, text }) => `${level} ${subject}: ${text}`)

needs('tmux')('the doctor inside tmux', () => {
  function inside() {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'claude', 'cat')
    const TMUX = tmux('display-message', '-p', '#{socket_path},#{pid},0')
    return { tmux, env: { ...process.env, TMUX, TMUX_PANE: '%0' } }
  }

  it('says that tmux swallows notifications, and how it lets them through', async () => {
    const { tmux, env } = inside()
    tmux('set-option', '-g', 'allow-passthrough', 'off')
    const [, passthrough] = await checkTmux(env, on)
    expect(passthrough).toMatchObject({
      level: 'warning',
      fix: expect.stringContaining('tmux set -g allow-passthrough on'),
    })
    tmux('set-option', '-g', 'allow-passthrough', 'on')
    expect((await summary(env, on))[1]).toBe('ok passthrough: tmux passes desktop notifications on')
    expect((await summary(env, { notify: 'off' })).join()).not.toContain('passthrough')
  })

  it('says whether the status line shows the deck', async () => {
    const { tmux, env } = inside()
    expect((await summary(env, on))[2]).toContain('does not show @jobdeck')
    tmux('set-option', '-g', 'status-right', '#{@jobdeck} %H:%M')
    expect((await summary(env, on))[2]).toBe('ok status line: shows @jobdeck')
  })
})

describe('the doctor and tmux', () => {
  it('warns when it is missing, or too old to report its sessions', async () => {
    expect((await summary({ PATH: temporaryFolder() }, on))[0]).toMatch(/^warning tmux: is not installed/)
    fakeTmux('echo tmux 3.1c')
    expect((await summary({ PATH: process.env.PATH }, on))[0]).toMatch(/^warning tmux: tmux 3.1c does not report/)
    fakeTmux('echo tmux next-3.4')
    expect(await summary({ PATH: process.env.PATH }, on)).toEqual(['ok tmux: tmux next-3.4'])
    vi.unstubAllEnvs()
  })
})

// `t` in the real tmux: from inside the client goes to the agent's pane, from outside the terminal is lent and given back.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { recordJson } from '../io/registry/fixtures.ts'
import { brokerEnv } from '../support/deck/open-deck.ts'
import { freePort } from '../support/free-port.ts'
import { jobdeckBin, temporaryFolder } from '../support/jobdeck-home.ts'
import { ownTmux, type RunTmux } from '../support/terminal/own-tmux.ts'
import { startInPty } from '../support/terminal/pty.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

/** A home with one job, whose record has these fields. */
function homeWith(fields: Readonly<Record<string, unknown>>): string {
  const home = temporaryFolder()
  mkdirSync(join(home, 'jobs'))
  writeFileSync(join(home, 'jobs', 'agent001.json'), recordJson('agent001', fields))
  return home
}

/** Two sessions with the same beginning; the agent is in the left pane, which is not the one that its session shows. */
function agents(): { readonly tmux: RunTmux; readonly pane: string; readonly server: number } {
  const tmux = ownTmux()
  tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'claude-2', 'echo WRONG SESSION; cat')
  const made = tmux(
    'new-session',
    '-d',
    '-P',
    '-F',
    '#{pane_id} #{pid}',
    '-x',
    '80',
    '-y',
    '24',
    '-s',
    'claude',
    'echo THE AGENT; cat',
  )
  tmux('split-window', '-h', '-t', '=claude:', 'echo THE NEIGHBOUR; cat')
  const [pane = '', server = ''] = made.split(' ')
  return { tmux, pane, server: Number(server) }
}

/** The session and the pane that the user's terminal shows. */
const shown = (tmux: RunTmux) =>
  tmux('list-clients', '-F', '#{client_control_mode} #{client_session} #{pane_id}')
    .replace(/^1 .*\n?/gm, '')
    .trim()

needs('tmux')('t', () => {
  it('attaches from outside to the recorded pane, and detaching brings the deck back', async () => {
    const { tmux, pane, server } = agents()
    const home = homeWith({ agent_session: 'tmux:claude', tmux_pane: pane, tmux_server: server })
    const env = { ...brokerEnv(await freePort()), TMUX_TMPDIR: process.env.TMUX_TMPDIR }
    const deck = startInPty([], { home, env })
    await deck.sees('Migrate the session', 't tmux')
    await deck.press('t').sees('THE AGENT', 'THE NEIGHBOUR')
    expect(shown(tmux)).toBe(`0 claude ${pane}`)
    tmux('detach-client', '-s', '=claude')
    await deck.sees('Migrate the session', '? help').press('?').sees('The deck')
  })

  it('switches the client that shows the deck, and says when the recorded pane is not there any more', async () => {
    const { tmux, server } = agents()
    const home = homeWith({ agent_session: 'tmux:claude', tmux_pane: '%0', tmux_server: server })
    const env = { ...brokerEnv(await freePort()), JOBDECK_STATE_DIR: join(home, 'state'), JOBDECK_CONFIG_DIR: home }
    const settings = Object.entries({ ...env, JOBDECK_REGISTRY_DIR: join(home, 'jobs') }).flatMap((pair) => [
      '-e',
      pair.join('='),
    ])
    tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'deck', ...settings, process.execPath, jobdeckBin)
    const client = startInPty(['-u', 'attach-session', '-t', '=deck:'], {
      program: 'tmux',
      home,
      env: { TMUX_TMPDIR: process.env.TMUX_TMPDIR },
    })
    // Another client of another session must not be taken for the user's.
    await client.sees('Migrate the session', 't tmux')
    await client.press('t').sees('THE NEIGHBOUR')
    await waitFor(() => shown(tmux).startsWith('0 claude %'), { what: 'the switch' })
    tmux('switch-client', '-t', '=deck:')
    await client.sees('pane %0 is not in this session any more')
    tmux('kill-session', '-t', '=claude:')
    await client.press('t').sees('the session tmux:claude is gone')
  })
})

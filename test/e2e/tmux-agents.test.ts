// The deck beside real sessions of tmux: the pane of an agent as it is, a line written into it, sessions that go.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { recordJson } from '../io/registry/fixtures.ts'
import { brokerEnv, deckInPty } from '../support/deck/open-deck.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { ownTmux } from '../support/terminal/own-tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

async function open() {
  const tmux = ownTmux()
  const size = ['-x', '80', '-y', '24']
  tmux('new-session', '-d', ...size, '-s', 'claude', "printf '\\033[31mI am the agent\\033[0m\\n'; cat")
  tmux('new-session', '-d', ...size, '-s', 'claude-2', 'cat')
  const home = temporaryFolder()
  mkdirSync(join(home, 'jobs'))
  writeFileSync(join(home, 'jobs', 'agent001.json'), recordJson('agent001', { agent_session: 'tmux:claude' }))
  const env = { ...brokerEnv(await freePort()), TMUX_TMPDIR: process.env.TMUX_TMPDIR }
  const deck = await deckInPty({ home, env, columns: 180, rows: 40 })
  return { tmux, deck, size: () => tmux('display-message', '-p', '-t', '=claude:', '#{window_width}×#{window_height}') }
}

needs('tmux')('the deck beside its agents', () => {
  it('shows the pane of the selected one, follows it, and changes nothing there', async () => {
    const { tmux, deck, size } = await open()
    await deck.sees('tmux claude', 'I am the agent')
    tmux('send-keys', '-t', '=claude:', 'still here', 'Enter')
    await deck.sees('still here')
    expect(size()).toBe('80×24')
    expect(deck.raw()).not.toContain('\u001b[31mI am')
    await deck.press('>').sees('write to', 'tmux session claude, pane %0')
    await deck
      .types('one line')
      .press('enter')
      .sees('sent to tmux:claude', /one line[\s\S]*one line/)
    expect(tmux('capture-pane', '-p', '-t', '=claude-2:').trim()).toBe('')
    tmux('kill-session', '-t', '=claude:')
    await deck.sees('session gone').seesNot('I am the agent')
    await deck.press('t').sees('the session tmux:claude is gone')
  })

  it('goes on when the server ends and comes back, and its client of tmux ends with it, killed too', async () => {
    const { tmux, deck } = await open()
    await deck.sees('I am the agent')
    tmux('kill-server')
    await deck.sees('session gone')
    tmux('new-session', '-d', '-s', 'claude', 'echo back again; cat')
    await deck.sees('back again').seesNot('session gone')
    expect(tmux('list-clients')).toContain('control-mode')
    deck.kill('SIGKILL')
    await waitFor(() => tmux('list-clients') === '', { what: 'the end of the client' })
  })
})

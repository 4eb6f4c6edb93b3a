import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { PanePreview, previewName, type ShownPane } from '../../../src/app/tmux/pane-preview.ts'
import { SessionWatch, type TmuxView, unknownTmux } from '../../../src/app/tmux/session-watch.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { fakeTmux, withoutTmux } from '../../support/terminal/fake-tmux.ts'
import { ownTmux } from '../../support/terminal/own-tmux.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'

afterEach(() => vi.unstubAllEnvs())

/** A watch that is ended after the test, and what it has learned last. */
function watching() {
  const clock = systemClock
  const watch = new SessionWatch({ clock, own: null })
  let view: TmuxView = unknownTmux
  let shown: ShownPane | null = null
  const preview = new PanePreview({ clock, client: () => watch.client, onShown: (now) => (shown = now) })
  watch.listen({
    onView: (now) => {
      view = now
    },
    onConnected: () => preview.begin(),
    onSubscription: (name) => (name === previewName ? preview.change() : undefined),
  })
  onTestFinished(() => {
    preview.stop()
    watch.end()
  })
  watch.start()
  const sessions = () => [...new Set(view.panes.map(({ session }) => session))].toSorted().join(' ')
  const sees = (wanted: string) => waitFor(() => view.phase === 'known' && sessions() === wanted, { what: wanted })
  return { watch, preview, view: () => view, sees, text: () => shown?.lines.join('\n') ?? '' }
}

needs('tmux')('a watch of the sessions of tmux', () => {
  it('hears of sessions that come, are renamed and go, also of the one that it is attached to', async () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'claude', 'cat')
    const { sees, watch } = watching()
    await sees('claude')
    tmux('new-session', '-d', '-s', 'claude-2', 'cat')
    await sees('claude claude-2')
    tmux('rename-session', '-t', '=claude:', 'codex')
    await sees('claude-2 codex')
    tmux('kill-session', '-t', '=codex:')
    await sees('claude-2')
    await waitFor(() => watch.client !== null, { what: 'another connection' })
    tmux('new-session', '-d', '-s', 'more', 'cat')
    await sees('claude-2 more')
  })

  it('hears that another pane is shown, and that one has moved', async () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'home', 'cat')
    tmux('new-session', '-d', '-s', 'claude', 'cat')
    const { sees, view } = watching()
    await sees('claude home')
    const second = tmux('split-window', '-P', '-F', '#{pane_id}', '-t', '=claude:', 'cat')
    const shown = () => view().panes.find(({ session, isActive }) => session === 'claude' && isActive)?.id
    await waitFor(() => shown() === second, { what: 'the new pane' })
    tmux('break-pane', '-d', '-s', second, '-t', '=home:')
    await waitFor(() => view().panes.find(({ id }) => id === second)?.session === 'home', { what: 'the move' })
  })

  it('recovers when the server is killed and another one is started', async () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'claude', 'cat')
    const { sees } = watching()
    await sees('claude')
    tmux('kill-server')
    await sees('')
    tmux('new-session', '-d', '-s', 'again', 'cat')
    await sees('again')
  })

  it('says within a moment that the server does not answer, and hears it again when it does', async () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'claude', 'cat')
    const server = Number(tmux('display-message', '-p', '#{pid}'))
    const { sees, view, watch } = watching()
    await sees('claude')
    process.kill(server, 'SIGSTOP')
    onTestFinished(() => void process.kill(server, 'SIGCONT'))
    void watch.setStatus('x')
    await waitFor(() => view().phase === 'silent', { what: 'that it is silent' })
    process.kill(server, 'SIGCONT')
    await sees('claude')
  })

  it('changes no size, keeps no session, and shows nothing but itself', async () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-x', '133', '-y', '31', '-s', 'claude', 'cat')
    tmux('set-environment', '-t', '=claude:', 'DISPLAY', 'of the session')
    vi.stubEnv('DISPLAY', 'of jobdeck')
    const { sees } = watching()
    await sees('claude')
    expect(tmux('display-message', '-p', '-t', '=claude:', '#{window_width}×#{window_height}')).toBe('133×31')
    expect(tmux('list-clients', '-F', '#{client_flags}')).toMatch(/ignore-size.*no-output.*read-only/)
    expect(tmux('show-environment', '-t', '=claude:', 'DISPLAY')).toBe('DISPLAY=of the session')
    tmux('set-option', '-t', '=claude:', 'destroy-unattached', 'on')
    // Another client comes and goes.
    const other = spawn('tmux', ['-u', '-C', 'attach-session', '-t', '=claude:'])
    await once(other.stdout, 'data')
    other.kill()
    await sees('')
  })

  it('keeps the option of the status line up to date over the same connection', async () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'claude', 'cat')
    const { watch } = watching()
    await watch.setStatus('◆1 ▶3 0:21')
    const option = () => tmux('show-options', '-gqv', '@jobdeck')
    await waitFor(() => option() === '◆1 ▶3 0:21', { what: 'the option' })
    await watch.setStatus('')
    expect(option()).toBe('')
  })
})

needs('tmux')('a preview of a pane', () => {
  it('shows what is there, follows what is written, and shows no escape sequence', async () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'home', 'cat')
    tmux('new-session', '-d', '-x', '40', '-y', '5', '-s', 'claude', "printf '\\033[31mred 한글\\033[0m\\n'; cat")
    const { preview, sees, view, text } = watching()
    await sees('claude home')
    preview.show(view().panes.find(({ session }) => session === 'claude') ?? null)
    await waitFor(() => text() === 'red 한글\n\n\n\n', { what: 'the first lines' })
    tmux('send-keys', '-t', '=claude:', 'typed', 'Enter')
    await waitFor(() => text().includes('typed\ntyped'), { what: 'the echo' })
    tmux('kill-session', '-t', '=claude:')
    await sees('home')
  })

  it('takes no line of the pane for an answer of tmux', async () => {
    const tmux = ownTmux()
    // The number of the next answers is known to anyone who can count.
    const forged =
      'while :; do t=$(date +%s); for i in $(seq 0 40); do echo "%end $t $((300 + i)) 1"; done; sleep 0.05; done'
    tmux('new-session', '-d', '-x', '40', '-y', '41', '-s', 'claude', forged)
    const { preview, sees, view, text } = watching()
    await sees('claude')
    preview.show(view().panes[0] ?? null)
    await waitFor(() => text().split('\n').length === 41 && text().includes('%end'), { what: 'the whole pane' })
    tmux('new-session', '-d', '-s', 'other', 'cat')
    await sees('claude other')
  })
})

describe('without a tmux that answers', () => {
  it('nothing is known, and nothing is tried again', async () => {
    withoutTmux()
    const { view, watch } = watching()
    await watch.setStatus('x')
    expect(view()).toEqual(unknownTmux)
  })

  it('one that hangs is said to be silent', async () => {
    fakeTmux('exec sleep 60')
    const { view } = watching()
    await waitFor(() => view().phase === 'silent', { what: 'that it is silent' })
  })

  it('one that does not know control mode is asked three times', async () => {
    const calls = fakeTmux(
      'case "$*" in *list-sessions*) echo "\\$1 1 0 0 0";; *) echo "usage: tmux" >&2; exit 1;; esac',
    )
    const { view } = watching()
    const attached = () => calls().filter((call) => call.includes('attach-session')).length
    await waitFor(() => attached() === 3, { what: 'three attempts' })
    expect(view()).toEqual(unknownTmux)
  })
})

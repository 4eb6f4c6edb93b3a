import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { sendLine } from '../../../src/io/tmux/send-line.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { ownTmux, type RunTmux } from '../../support/terminal/own-tmux.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'

/** A session whose program writes what it gets into a file. */
function agent(tmux: RunTmux, session = 'claude', program = 'cat') {
  const file = join(temporaryFolder(), 'got')
  const script = `${program.includes('stty') ? '' : 'echo ready; '}${program} > ${file}`
  const [pane = '', server = ''] = tmux(
    ...['new-session', '-d', '-x', '60', '-y', '12', '-P', '-F', '#{pane_id} #{pid}', '-s', session, script],
  ).split(' ')
  const place = { session: `tmux:${session}`, pane: { id: pane, server: Number(server) } }
  const send = (text: string, at = place) => sendLine({ place: at, text, own: null, clock: systemClock })
  const got = () => readFileSync(file, 'utf8')
  return { pane, place, send, got }
}

needs('tmux')('a line of text for an agent', () => {
  it.each(['run the tests again', '한글 👍 é', '-t; kill-server', '#{pid} $(id) `id` "\'\\', 'yes'])(
    'arrives as it is: %s',
    async (text) => {
      const { send, got } = agent(ownTmux())
      await send(text)
      await waitFor(() => got() === `${text}\n`, { what: 'the line' })
      await send(text)
      await waitFor(() => got() === `${text}\n${text}\n`, { what: 'the same line once more' })
    },
  )

  it('that is longer than the pane is wide is read back too, and no buffer is left', async () => {
    const tmux = ownTmux()
    const { send, got } = agent(tmux)
    tmux('set-buffer', 'what the user has copied')
    const text = 'word '.repeat(40).trim()
    await send(text)
    await waitFor(() => got() === `${text}\n`, { what: 'the line' })
    expect(tmux('list-buffers', '-F', '#{buffer_sample}')).toBe('what the user has copied')
  })

  it('is a bracketed paste to a program that asks for one', async () => {
    const { send, got } = agent(ownTmux(), 'claude', "printf '\\033[?2004h' > /dev/tty; cat")
    await send('one')
    await waitFor(() => got() === '\u001b[200~one\u001b[201~\n', { what: 'the paste' })
  })

  it('is not sent with an Enter to a program that does not show it', async () => {
    const { send, got } = agent(ownTmux(), 'claude', 'stty -echo; cat')
    await new Promise((resolve) => systemClock.after(300, () => resolve(null)))
    await expect(send('secret')).rejects.toThrow('the text did not appear in the pane')
    expect(got()).toBe('')
  })

  it('is not sent in copy-mode, to a menu, nor to panes that share their input', async () => {
    const tmux = ownTmux()
    const { send, got, pane } = agent(tmux)
    tmux('copy-mode', '-t', pane)
    await expect(send('one')).rejects.toThrow('copy-mode is open')
    tmux('send-keys', '-t', pane, '-X', 'cancel')
    tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'on')
    await expect(send('one')).rejects.toThrow('takes no input, or shares it')
    tmux('set-option', '-w', '-t', pane, 'synchronize-panes', 'off')
    tmux('send-keys', '-t', pane, '-l', '❯ 1. Yes')
    await waitFor(() => tmux('capture-pane', '-p', '-t', pane).includes('❯ 1. Yes'), { what: 'the menu' })
    await expect(send('one')).rejects.toThrow('a menu is open')
    expect(got()).toBe('')
  })

  it('goes to the recorded pane only, wherever that is in its session, and to no pane of another one', async () => {
    const tmux = ownTmux()
    const { send, got, pane, place } = agent(tmux)
    const other = agent(tmux, 'claude-2')
    tmux('split-window', '-b', '-t', '=claude:', 'cat')
    tmux('new-window', '-t', '=claude:', 'cat')
    await send('one')
    await waitFor(() => got() === 'one\n', { what: 'the line' })
    await expect(send('two', { ...place, pane: other.place.pane })).rejects.toThrow('is not in this session any more')
    await expect(send('two', { ...place, pane: { id: pane, server: 1 } })).rejects.toThrow('tmux was restarted')
    await expect(
      sendLine({ place: { ...place, pane: null }, text: 'two', own: null, clock: systemClock }),
    ).rejects.toThrow('does not say which of the 3 panes')
    await expect(sendLine({ place, text: 'two', own: pane, clock: systemClock })).rejects.toThrow(
      'the pane of this deck',
    )
    tmux('kill-session', '-t', '=claude:')
    await expect(send('two')).rejects.toThrow('the session is gone')
    expect(other.got()).toBe('')
  })
})

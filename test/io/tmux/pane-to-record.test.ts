import { expect, it } from 'vitest'
import { paneFields } from '../../../src/io/tmux/pane-to-record.ts'
import { ownTmux } from '../../support/terminal/own-tmux.ts'
import { needs } from '../../support/tools.ts'

needs('tmux')('the fields of a new record', () => {
  it('name the pane that the session shows, and its server', async () => {
    const tmux = ownTmux()
    expect(await paneFields('tmux:claude', null)).toEqual({})
    tmux('new-session', '-d', '-s', 'claude', 'cat')
    const [server, pane] = tmux('split-window', '-P', '-F', '#{pid} #{pane_id}', '-t', '=claude:', 'cat').split(' ')
    expect(await paneFields('tmux:claude', null)).toEqual({ tmux_pane: pane, tmux_server: Number(server) })
    // The job is registered in that pane: the agent is in the other one.
    expect(await paneFields('tmux:claude', pane ?? null)).toEqual({ tmux_pane: '%0', tmux_server: Number(server) })
    expect([await paneFields('tmux:other', null), await paneFields(null, null)]).toEqual([{}, {}])
  })
})

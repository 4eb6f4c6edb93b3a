import { describe, expect, it } from 'vitest'
import { chooseHost, hostFormat, parseHosts } from '../../../src/io/tmux/host-session.ts'
import { ownTmux } from '../../support/terminal/own-tmux.ts'
import { needs } from '../../support/tools.ts'

describe('the session that the control client attaches to', () => {
  it.each([
    ['its own one', ['$1 1 0 0 0', '$2 1 0 0 0'], '$2', '$2'],
    ['another one where tmux reports the focus', ['$1 0 0 0 1', '$2 1 0 0 1'], '$2', '$1'],
    ['one that has a client already', ['$1 0 0 0 0', '$2 1 0 0 0'], null, '$2'],
    ['one that does not end with its last client', ['$1 1 1 0 0', '$2 0 0 0 0'], '$1', '$2'],
    ['one that does, when there is no other', ['$1 1 on 0 0'], '$1', '$1'],
    ['none that would be kept alive by it', ['$1 0 1 0 0'], null, null],
    ['none whose server would be kept running by it', ['$1 0 0 1 0'], null, null],
    ['none', ['', 'nonsense'], null, null],
  ])('is %s', (_, lines, own, host) => {
    expect(chooseHost(parseHosts(lines), own)?.id ?? null).toBe(host)
  })
})

needs('tmux')('the sessions of the real tmux', () => {
  it('say whether they end with their last client, each for itself', () => {
    const tmux = ownTmux()
    tmux('new-session', '-d', '-s', 'a', 'cat')
    tmux('set-option', '-s', 'focus-events', 'on')
    expect(parseHosts(tmux('list-sessions', '-F', hostFormat).split('\n'))).toEqual([
      { id: '$0', clients: 0, isPassing: false, reportsFocus: true },
    ])
  })
})

// The checks of the machine itself, without a command around them.
import { PassThrough, type Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { checkClock, checkNode, checkTerminal } from '../../../src/app/checks/doctor-machine.ts'
import type { Environment } from '../../support/jobdeck-home.ts'

function terminal(columns: number, rows: number): Writable {
  return Object.assign(new PassThrough(), { isTTY: true, columns, rows, getColorDepth: () => 8 })
}

const env: Environment = { TERM: 'xterm-256color', LANG: 'C.UTF-8' }

describe('the doctor on the machine', () => {
  it.each([
    ['24.21.0', 'ok'],
    ['24.0.0', 'ok'],
    ['23.11.1', 'fault'],
    ['20.19.1', 'fault'],
  ])('finds Node %s to be %s', (version, level) => {
    expect(checkNode(version).level).toBe(level)
  })

  it.each([
    [120, 40, env, ['ok', 'ok', 'ok']],
    [50, 12, env, ['warning', 'ok', 'ok']],
    [39, 40, env, ['fault', 'ok', 'ok']],
    [120, 40, { TERM: 'dumb', LANG: 'C' }, ['ok', 'fault', 'warning']],
    [120, 40, { LC_ALL: 'POSIX', LANG: 'C.UTF-8' }, ['ok', 'fault', 'warning']],
    [120, 40, { ...env, TMUX: '/tmp/tmux-0/default,1,0' }, ['ok', 'warning', 'ok']],
  ])('judges a terminal of %i×%i with %j', (columns, rows, environment, levels) => {
    expect(checkTerminal(terminal(columns, rows), environment).map((finding) => finding.level)).toEqual(levels)
  })

  it('reports the number of colours, or why there are none', () => {
    expect(checkTerminal(terminal(80, 24), env)[0]?.text).toBe('80×24, 256 colours')
    expect(checkTerminal(terminal(80, 24), { ...env, NO_COLOR: '' })[0]?.text).toContain('NO_COLOR')
  })

  it('finds a clock that is years behind', () => {
    expect(checkClock(Date.UTC(1970, 0, 1)).level).toBe('fault')
    expect(checkClock(Date.now()).level).toBe('ok')
  })
})

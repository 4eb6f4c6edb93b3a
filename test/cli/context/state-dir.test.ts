import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stateDir } from '../../../src/cli/context/state-dir.ts'

it.each([
  ['JOBDECK_STATE_DIR before anything else', { JOBDECK_STATE_DIR: '/x/y', XDG_STATE_HOME: '/z' }, 'linux', '/x/y'],
  ['XDG_STATE_HOME', { XDG_STATE_HOME: '/z' }, 'linux', '/z/jobdeck'],
  ['no relative XDG_STATE_HOME', { XDG_STATE_HOME: 'z' }, 'linux', join(homedir(), '.local/state/jobdeck')],
  ['~/.local/state without any', {}, 'freebsd', join(homedir(), '.local/state/jobdeck')],
  [
    'Application Support on macOS',
    { XDG_STATE_HOME: '/z' },
    'darwin',
    join(homedir(), 'Library/Application Support/jobdeck'),
  ],
] as const)('takes %s', (_, env, platform, expected) => {
  expect(stateDir(env, platform)).toBe(expected)
})

import { expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { runJobdeck } from './run-jobdeck.ts'

it('runs the built jobdeck to its end', async () => {
  expect(await runJobdeck(['--version'])).toEqual({
    code: 0,
    signal: null,
    stdout: `${packageJson.version}\n`,
    stderr: '',
  })
})

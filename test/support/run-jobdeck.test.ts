import { expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { runJobdeck } from './run-jobdeck.ts'

it('the built jobdeck runs to its end', async () => {
  expect(await runJobdeck(['--version'])).toEqual({
    code: 0,
    signal: null,
    stdout: `${packageJson.version}\n`,
    stderr: '',
  })
})

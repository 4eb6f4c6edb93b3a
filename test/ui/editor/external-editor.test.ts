// The person's own editor: what it saves comes back, and nothing of it stays behind.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { editExternally } from '../../../src/ui/editor/external-editor.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

const folder = temporaryFolder()
const seen = join(folder, 'seen')
const run = (callback: () => Promise<void>) => callback()

function editor(script: string): string {
  const path = join(folder, 'editor with a blank')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return `'${path}'`
}

beforeEach(() => vi.stubEnv('VISUAL', ''))
afterEach(() => vi.unstubAllEnvs())

describe('the editor', () => {
  it('gets the text in a file that only its owner can read, gives back what it saved, and leaves nothing', async () => {
    vi.stubEnv(
      'EDITOR',
      editor(`stat -c '%a' "$1" > '${seen}'; cat "$1" >> '${seen}'; echo "$1" >> '${seen}'; echo '둘째 줄' >> "$1"`),
    )
    expect(await editExternally('첫 줄\n', run)).toBe('첫 줄\n둘째 줄\n')
    const [mode, first, path] = readFileSync(seen, 'utf8').split('\n')
    expect(mode).toBe('600')
    expect(first).toBe('첫 줄')
    expect(existsSync(dirname(path ?? '/'))).toBe(false)
  })

  it('is the one of VISUAL before that of EDITOR, with its options', async () => {
    vi.stubEnv('EDITOR', 'false')
    vi.stubEnv('VISUAL', `${editor('echo "$1" > "$2"')} --wait`)
    expect(await editExternally('x', run)).toBe('--wait')
  })

  it('adds no line break that nobody typed', async () => {
    vi.stubEnv('EDITOR', editor('echo >> "$1"'))
    expect(await editExternally('one line', run)).toBe('one line')
  })

  it('says in words when it fails', async () => {
    vi.stubEnv('EDITOR', 'jobdeck-no-such-editor')
    await expect(editExternally('x', run)).rejects.toMatchObject({
      code: 'io',
      message: 'the editor "jobdeck-no-such-editor" failed',
    })
  })
})

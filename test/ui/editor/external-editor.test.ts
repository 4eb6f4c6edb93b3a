// The user's editor: what it saves comes back, and nothing of it is left behind.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { editExternally } from '../../../src/ui/editor/external-editor.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

const folder = temporaryFolder()
const seen = join(folder, 'seen')
const run = (callback: () => Promise<void>) => callback()
const edit = (text: string, command: string) => editExternally(text, run, { command, clock: systemClock })

function editor(script: string): string {
  const path = join(folder, 'editor with a blank')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return `'${path}'`
}

describe('the editor', () => {
  it('gets the text in a file that only its owner can read, gives back what it saved, and leaves nothing', async () => {
    const command = editor(
      `stat -c '%a' "$1" > '${seen}'; cat "$1" >> '${seen}'; echo "$1" >> '${seen}'; echo '둘째 줄' >> "$1"`,
    )
    expect(await edit('첫 줄\n', command)).toBe('첫 줄\n둘째 줄\n')
    const [mode, first, path] = readFileSync(seen, 'utf8').split('\n')
    expect(mode).toBe('600')
    expect(first).toBe('첫 줄')
    expect(existsSync(dirname(path ?? '/'))).toBe(false)
  })

  it('gets the options that its command has', async () => {
    expect(await edit('x', `${editor('echo "$1" > "$2"')} --wait`)).toBe('--wait')
  })

  it('adds no line break that nobody typed', async () => {
    expect(await edit('one line', editor('echo >> "$1"'))).toBe('one line')
  })

  it('says in words when it fails', async () => {
    await expect(edit('x', 'jobdeck-no-such-editor')).rejects.toMatchObject({
      code: 'io',
      message: 'the editor "jobdeck-no-such-editor" failed',
    })
  })
})

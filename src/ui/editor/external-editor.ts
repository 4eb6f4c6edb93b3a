// Opens a text in the user's editor and reads back what was saved.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext } from 'react'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { type Clock, sleep } from '../../io/clock/clock.ts'
import { systemClock } from '../../io/clock/system-clock.ts'
import type { TerminalControl } from '../terminal/terminal-context.ts'

export interface Editor {
  /** As set by the user, such as `code --wait`; a shell interprets it. */
  readonly command: string
  readonly clock: Clock
}

export const EditorContext = createContext<Editor>({ command: 'vi', clock: systemClock })

/** How long after the editor exits an interrupt that was sent to both may still arrive. */
const interruptMs = 200

/**
 * Opens the editor on a text and resolves with what was saved. The file is 0600 in a private directory and is removed
 * whatever happens.
 * @throws JobdeckError `io` when the editor cannot be started or fails: the text is unchanged.
 */
export async function editExternally(text: string, lend: TerminalControl['lend'], editor: Editor): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jobdeck-'))
  const file = join(folder, 'prompt.md')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // A signal may end jobdeck while the editor is open.
  process.once('exit', remove)
  try {
    await writeFile(file, text, { mode: 0o600 })
    let failure: unknown = null
    await lend(async () => {
      failure = await runEditor(editor, file).then(
        () => null,
        (error: unknown) => error,
      )
    })
    if (failure !== null) {
      throw new JobdeckError('io', `the editor "${editor.command}" failed`, describeError(failure))
    }
    return withoutAddedBreak(await readFile(file, 'utf8'), text)
  } finally {
    process.off('exit', remove)
    remove()
  }
}

/** Through a shell, as git does, so that `EDITOR="code --wait"` works. The file's name is an argument, never code. */
async function runEditor({ command, clock }: Editor, file: string): Promise<void> {
  const over = new AbortController()
  const interrupted = once(process, 'SIGINT', { signal: over.signal }).catch(() => {})
  try {
    const child = spawn('/bin/sh', ['-c', `${command} "$1"`, 'sh', file], { stdio: 'inherit' })
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    if (code === 0) return
    // A ctrl-c that killed the editor was sent to jobdeck too. It may arrive later, and must find the terminal still released.
    await Promise.race([interrupted, sleep(clock, interruptMs)])
    throw new Error(signal ? `it was killed by ${signal}` : `it exited with status ${code}`)
  } finally {
    over.abort()
  }
}

/** Editors end the last line with a line break that nobody typed. */
function withoutAddedBreak(saved: string, before: string): string {
  return before.endsWith('\n') ? saved : saved.replace(/\r?\n$/, '')
}

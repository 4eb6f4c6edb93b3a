// A `tmux` that is a shell script, for what the real one does only in trouble.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { temporaryFolder } from '../jobdeck-home.ts'

/** Puts the script in front of PATH. Returns the calls that it was given, with their arguments. */
export function fakeTmux(script: string): () => readonly string[] {
  const folder = temporaryFolder()
  const log = join(folder, 'calls')
  writeFileSync(log, '')
  writeFileSync(join(folder, 'tmux'), `#!/bin/sh\necho "$*" >> ${log}\n${script}\n`)
  chmodSync(join(folder, 'tmux'), 0o755)
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
  return () => readFileSync(log, 'utf8').trimEnd().split('\n')
}

/** As if tmux were not installed. */
export function withoutTmux(): void {
  vi.stubEnv('PATH', temporaryFolder())
}

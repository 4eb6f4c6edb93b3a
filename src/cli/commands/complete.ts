// `jobdeck complete`, which the completion scripts call: what kind of words can come next, then one per line, with a tab
// before its description.
import type { Command } from 'commander'
import { safeLine } from '../../domain/text/safe-text.ts'
import { joinBrokenWords } from '../completion/broken-words.ts'
import { type Candidate, expectedWords } from '../completion/expected-words.ts'
import { knownValues } from '../completion/known-values.ts'
import type { Shell } from '../completion/shell-scripts.ts'
import type { CliContext } from '../context/context.ts'
import { exitStatus } from '../exit-status.ts'

/** Shells clip it to their width. */
const descriptionCells = 200

/** Prints what the last of `typed` may become. Says nothing about what it cannot read: nobody asked. */
export async function runComplete(
  context: CliContext,
  program: Command,
  { shell, typed }: { readonly shell: Shell; readonly typed: readonly string[] },
): Promise<number> {
  const { words, kept } = shell === 'bash' ? joinBrokenWords(typed) : { words: typed, kept: '' }
  const { candidates, source, prefix, values } = expectedWords(program, words)
  const registryDir = values.get('--registry-dir') || context.registryDir
  const known = await knownValues(source, { ...context, registryDir }).catch(() => [])
  const all = [...candidates, ...known.map(({ word, description }) => ({ word: `${prefix}${word}`, description }))]
  const kind = source === 'files' || source === 'directories' ? source : 'words'
  const lines = all.filter(({ word }) => canBeTyped(word) && word.startsWith(kept)).map((one) => lineOf(one, kept))
  context.stdout.write([kind, ...lines].map((line) => `${line}\n`).join(''))
  return exitStatus.done
}

/** Whether a word is shown as it is; a name with a control character could be anything. */
function canBeTyped(word: string): boolean {
  return safeLine(word) === word
}

function lineOf({ word, description }: Candidate, kept: string): string {
  return `${word.slice(kept.length)}\t${safeLine(description, descriptionCells)}`
}

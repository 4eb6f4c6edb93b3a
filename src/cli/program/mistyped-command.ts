// `jobdeck WORD` shows the job WORD, so a mistyped command would open a deck for a job that does not exist. This file
// distinguishes the two.

import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** Generated ids contain digits, command names do not: only a word of letters can be a mistyped command. */
const lettersOnly = /^[a-z]{2,20}$/

/**
 * Throws `usage` when one of the monitor's jobs looks like a command: an existing one, or a near miss. A job
 * that has a record in the registry, broken or not, is never rejected.
 */
export async function refuseCommandWords(
  words: readonly JobId[],
  commands: readonly string[],
  registryDir: () => Promise<string>,
): Promise<void> {
  for (const word of words) {
    const error = mistakenWord(word, commands)
    if (error === null) continue
    const { readRecordFile } = await import('../../io/registry/record-file.ts')
    if ((await readRecordFile(await registryDir(), word)).kind === 'missing') throw error
  }
}

/** The error for a word that looks like a command, or null when it does not look like one. */
export function mistakenWord(word: string, commands: readonly string[]): JobdeckError | null {
  const asJob = `to show a job of that name: "jobdeck -- ${word}"`
  const meant = nearestName(word.toLowerCase(), commands)
  if (meant === null) return null
  const fault = word === meant ? `the registry has no job "${word}"` : `there is no command "${word}"`
  return new JobdeckError('usage', fault, `did you mean "jobdeck ${meant}"? (${asJob})`)
}

function nearestName(word: string, names: readonly string[]): string | null {
  if (!lettersOnly.test(word)) return null
  // The first letter is rarely mistyped, and without this rule more words would be mistaken for commands.
  const alike = names.filter((name) => name[0] === word[0])
  const distances = alike.map((name) => ({ name, edits: editDistance(word, name), allowed: name.length > 5 ? 2 : 1 }))
  const [nearest] = distances.filter(({ edits, allowed }) => edits <= allowed).sort((a, b) => a.edits - b.edits)
  return nearest?.name ?? null
}

/** How many letters to insert, delete, replace or swap with their neighbour to get from one word to the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, isSwap ? at(i - 2, j - 2) + 1 : replaced))
    }
  }
  return at(from.length, to.length)
}

// `jobdeck WORD` shows the job WORD, so a mistyped command would open a deck on a job that never comes: told apart here.

import { JobdeckError } from '../domain/failure.ts'
import type { JobId } from '../domain/protocol/job-id.ts'

/** Commands of CLI.md that are still to come. */
const planned: readonly string[] = ['clear', 'completion', 'replay']

/** Generated ids have digits, command names have none: a word with anything else is never taken for a mistyped command. */
const lettersOnly = /^[a-z]{2,20}$/

/**
 * Throws `usage` when a word among the monitor's jobs is meant for a command: its name, one that is planned, or a near
 * miss. A job with a record in the registry, broken or not, is never refused.
 */
export async function refuseCommandWords(
  words: readonly JobId[],
  commands: readonly string[],
  registryDir: () => Promise<string>,
): Promise<void> {
  for (const word of words) {
    const error = mistakenWord(word, commands)
    if (error === null) continue
    const { readRecordFile } = await import('../io/registry/record-file.ts')
    if ((await readRecordFile(await registryDir(), word)).kind === 'missing') throw error
  }
}

/** What to say of a word that looks like a command, or null when it looks like none. */
export function mistakenWord(word: string, commands: readonly string[]): JobdeckError | null {
  const asJob = `a job of that name: "jobdeck -- ${word}"`
  if (planned.includes(word)) return new JobdeckError('usage', `the command "${word}" is not built yet`, asJob)
  const meant = nearestName(word.toLowerCase(), commands)
  if (meant === null) return null
  const fault = word === meant ? `"${word}" is no job of the registry` : `there is no command "${word}"`
  return new JobdeckError('usage', fault, `did you mean "jobdeck ${meant}"? (${asJob})`)
}

function nearestName(word: string, names: readonly string[]): string | null {
  if (!lettersOnly.test(word)) return null
  // Hardly anybody mistypes the first letter, and without it more words are names of jobs.
  const alike = names.filter((name) => name[0] === word[0])
  const distances = alike.map((name) => ({ name, edits: editDistance(word, name), allowed: name.length > 5 ? 2 : 1 }))
  const [nearest] = distances.filter(({ edits, allowed }) => edits <= allowed).sort((a, b) => a.edits - b.edits)
  return nearest?.name ?? null
}

/** How many letters must be put in, left out, exchanged, or swapped with their neighbour to get from one word to the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= to.length; j++) {
      const exchanged = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, exchanged, isSwap ? at(i - 2, j - 2) + 1 : exchanged))
    }
  }
  return at(from.length, to.length)
}

// The files of one broker's journal, as jobdeck 0.1.0 wrote them: the current one, and the older ones that it was rotated into.
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LedgerLocation } from './ledger.ts'

export interface JournalFiles {
  readonly dir: string
  /** The start of every file name of this journal. */
  readonly stem: string
  /** Path of the file that is appended to. */
  readonly current: string
}

/** Where a journal lives: `<state dir>/journal/<readable part of the broker>-<hash>.jsonl`. */
export function journalFiles({ stateDir, broker }: LedgerLocation): JournalFiles {
  const readable = broker.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 40)
  const stem = `${readable}-${createHash('sha256').update(broker).digest('hex').slice(0, 8)}`
  const dir = join(stateDir, 'journal')
  return { dir, stem, current: join(dir, `${stem}.jsonl`) }
}

export interface RotatedFile {
  readonly path: string
  /** The higher, the newer. */
  readonly number: number
}

/** The rotated files, oldest first; none when the directory is missing. */
export async function listRotated({ dir, stem }: JournalFiles): Promise<readonly RotatedFile[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => {
      const [, number] = name.startsWith(`${stem}.`) ? (/\.(\d{6,})\.[0-9a-f]{8}\.jsonl$/.exec(name) ?? []) : []
      return number === undefined ? [] : [{ path: join(dir, name), number: Number(number) }]
    })
    .sort((a, b) => a.number - b.number || (a.path < b.path ? -1 : 1))
}

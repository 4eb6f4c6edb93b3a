// Every key of the deck as this person has it: the views' tables with their own bindings laid over them.
import { createContext, useContext } from 'react'
import { type SafeText, safeLine } from '../../domain/text/safe-text.ts'
import { keyLabel } from './key-name.ts'
import type { AnyKeyTable, KeyRow, KeyTable } from './key-table.ts'
import { type KeySettings, readBindings } from './own-bindings.ts'

/** The header shows no more of it. */
const maxProblemCells = 900

type RowKeys = Pick<KeyRow<never>, 'id' | 'keys'>

export interface Keymap {
  readonly tables: readonly AnyKeyTable[]
  /** The keys of a row; empty where the person has taken them away. */
  keysOf(row: RowKeys): readonly string[]
  /** What is wrong with the person's own bindings; null for nothing. */
  readonly problem: SafeText | null
}

export function createKeymap(tables: readonly AnyKeyTable[], settings: KeySettings = { bindings: undefined }): Keymap {
  if ('problem' in settings) return { ...createKeymap(tables), problem: safeLine(settings.problem, maxProblemCells) }
  const { keys, problems } = readBindings(settings.bindings, tables)
  const problem = `config.json, keys: ${problems.join('; ')}`
  return {
    tables,
    keysOf: (row) => keys.get(row.id) ?? row.keys,
    problem: problems.length > 0 ? safeLine(problem, maxProblemCells) : null,
  }
}

/** The key of a row as the screen prints it, the row by its name in its view; null where it has none. */
export function labelOf<At>(keymap: Keymap, table: KeyTable<At>, name: string): SafeText | null {
  const row = table.rows.find(({ id }) => id === `${table.view}.${name}`)
  const [key] = row ? keymap.keysOf(row) : []
  return key === undefined ? null : safeLine(keyLabel(key))
}

/** Does what the key stands for in a table; false when it stands for nothing there. */
export function runKey<At>(keymap: Keymap, table: KeyTable<At>, key: string, at: At): boolean {
  for (const row of table.rows) {
    const nth = keymap.keysOf(row).indexOf(key)
    if (nth < 0) continue
    if (row.when?.(at) ?? true) row.run(at, nth)
    return true
  }
  return false
}

/** Where nobody provides one, keys are as they are shipped. */
export const KeymapContext = createContext<Keymap>(createKeymap([]))

export function useKeymap(): Keymap {
  return useContext(KeymapContext)
}

// Every key of the deck as it is bound: the tables of the views, overridden by the user's bindings.
import { createContext, useContext } from 'react'
import { type SafeText, safeLine } from '../../domain/text/safe-text.ts'
import { keyLabel } from './key-name.ts'
import type { AnyKeyTable, KeyRow, KeyTable } from './key-table.ts'
import { type KeySettings, readBindings } from './user-bindings.ts'

/** The header has no room for more. */
const maxProblemCells = 900

type RowKeys = Pick<KeyRow<never>, 'id' | 'keys'>

export interface Keymap {
  readonly tables: readonly AnyKeyTable[]
  /** The keys of a row; empty when the user has unbound it. */
  keysOf(row: RowKeys): readonly string[]
  /** What is wrong with the user's bindings; null when nothing is. */
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

/** The key of a row, found by its name in the table, as the screen prints it; null when it has none. */
export function labelOf<At>(keymap: Keymap, table: KeyTable<At>, name: string): SafeText | null {
  const row = table.rows.find(({ id }) => id === `${table.view}.${name}`)
  const [key] = row ? keymap.keysOf(row) : []
  return key === undefined ? null : safeLine(keyLabel(key))
}

/** The default keys, unless a keymap is provided. */
export const KeymapContext = createContext<Keymap>(createKeymap([]))

export function useKeymap(): Keymap {
  return useContext(KeymapContext)
}

// The user's key bindings (`keys` in config.json), checked against the tables. A binding that cannot be used is reported
// and its row keeps the default keys, so that a mistake in the file never keeps the deck from opening. Pure.

import { isTyped, keyLabel, parseKeyName } from './key-name.ts'
import type { AnyKeyTable } from './key-table.ts'

/** What the configuration file has under `keys` (undefined when it is missing), or why it could not be read. */
export type KeySettings = { readonly bindings: unknown } | { readonly problem: string }

export interface UserBindings {
  /** The keys of each row that the user has bound, by the row's id. */
  readonly keys: ReadonlyMap<string, readonly string[]>
  /** What is wrong with the bindings that are not used, one sentence each. */
  readonly problems: readonly string[]
}

type Row = AnyKeyTable['rows'][number]

interface Place {
  readonly table: AnyKeyTable
  readonly row: Row
}

/** @param settings as in KeySettings */
export function readBindings(settings: unknown, tables: readonly AnyKeyTable[]): UserBindings {
  if (settings === undefined) return { keys: new Map(), problems: [] }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    return { keys: new Map(), problems: ['write an object of actions and their keys, such as {"deck.emit": ["E"]}'] }
  const places = new Map<string, Place>(
    tables.flatMap((table) => table.rows.map((row): [string, Place] => [row.id, { table, row }])),
  )
  const keys = new Map<string, readonly string[]>()
  const problems: string[] = []
  for (const [id, wanted] of Object.entries(settings)) {
    const place = places.get(id)
    const read = place ? keysOfSetting(wanted, place) : unknownAction(id, tables)
    if ('problem' in read) problems.push(`${id}: ${read.problem}`)
    else keys.set(id, read.keys)
  }
  return { keys, problems: [...settleClashes(keys, tables), ...problems] }
}

type Reading = { readonly keys: readonly string[] } | { readonly problem: string }

function keysOfSetting(wanted: unknown, { table, row }: Place): Reading {
  if (!Array.isArray(wanted) || !wanted.every((name) => typeof name === 'string'))
    return { problem: 'give a list of keys, such as ["E"]' }
  const keys: string[] = []
  for (const name of wanted) {
    const parsed = parseKeyName(name)
    if ('problem' in parsed) return parsed
    if (table.mode === 'text' && isTyped(parsed.key))
      return { problem: `"${name}" is typed as text there: choose one such as ctrl-s` }
    keys.push(parsed.key)
  }
  if (keys.length === 0 && row.isExit) return { problem: 'it leaves the screen, so it needs a key' }
  return { keys: [...new Set(keys)] }
}

function unknownAction(id: string, tables: readonly AnyKeyTable[]): Reading {
  const [view = ''] = id.split('.')
  const prefix = `${view}.`
  const ids = tables.filter((table) => table.view === view).flatMap(({ rows }) => rows.map((row) => row.id))
  if (ids.length === 0) {
    const views = new Set(tables.map((table) => `${table.view}.…`))
    return { problem: `is not an action: choose one of ${[...views].join(', ')}` }
  }
  const names = new Set(ids.map((known) => known.slice(prefix.length)))
  return { problem: `is not an action: after "${prefix}", choose one of ${[...names].join(', ')}` }
}

/** Reverts the bindings that give a key two meanings, and reports each clash with both names. */
function settleClashes(keys: Map<string, readonly string[]>, tables: readonly AnyKeyTable[]): readonly string[] {
  const problems: string[] = []
  for (let clash = clashIn(keys, tables); clash; clash = clashIn(keys, tables)) {
    const [first, second] = clash.ids
    problems.push(
      `"${keyLabel(clash.key)}" is bound to both ${first} and ${second}: choose another key for one of them`,
    )
    keys.delete(first)
    keys.delete(second)
  }
  return problems
}

interface Clash {
  readonly key: string
  readonly ids: readonly [string, string]
}

/** The defaults never clash, so the user has bound at least one of the two rows. */
function clashIn(keys: ReadonlyMap<string, readonly string[]>, tables: readonly AnyKeyTable[]): Clash | null {
  for (const { rows } of tables) {
    const taken = new Map<string, string>()
    for (const row of rows)
      for (const key of keys.get(row.id) ?? row.keys) {
        const other = taken.get(key)
        if (other !== undefined && (keys.has(other) || keys.has(row.id))) return { key, ids: [other, row.id] }
        taken.set(key, row.id)
      }
  }
  return null
}

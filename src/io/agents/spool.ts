// The calls of hooks on their way to the process that reports for them: one file each, taken in the order in which they came. A
// hook only writes its file: it is quick, needs no lock and no database, and a kill leaves the whole call or nothing.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readPrivate, uniqueName, writePrivate } from './private-file.ts'

/** Leaves a call in the spool, behind those of an earlier `atMs`. Throws the system's error. */
export function spoolCall<Call extends { readonly atMs: number }>(dir: string, call: Call): void {
  const name = `${String(Math.floor(call.atMs * 1_000)).padStart(17, '0')}-${uniqueName()}.json`
  writePrivate(join(dir, name), JSON.stringify(call))
}

/** The names of the calls that wait, the oldest first; none when there is no spool. */
export function waitingCalls(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch {
    return []
  }
}

/** Reads a call; null when it is none, such as a file that was made by hand. */
export function readCall(dir: string, name: string): unknown {
  const text = readPrivate(join(dir, name))
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Removes a call that has been taken. */
export function removeCall(dir: string, name: string): void {
  rmSync(join(dir, name), { force: true })
}

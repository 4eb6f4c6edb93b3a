// A change of an agent's settings: worked out first, shown, then made. What is there is kept to the byte, and removing the hooks
// brings back exactly what was there before.
import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ReportingAgent } from '../../domain/agents/agent.ts'
import { type AgentWithHooks, hooksWith, hooksWithout } from '../../domain/agents/hook-settings.ts'
import { opencodePlugin, pluginMark } from '../../domain/agents/opencode-plugin.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { parseObject } from '../../domain/protocol/json-object.ts'
import { shellWord } from '../../domain/text/shell-word.ts'
import { writeAtomically } from '../../io/files/atomic-write.ts'
import { errnoOf, ioError } from '../../io/files/io-error.ts'
import { makeDirectory } from '../../io/files/make-directory.ts'
import { setMembers } from '../../io/registry/json-members.ts'

export interface HookChange {
  readonly path: string
  /** The file's text; null when there is none. */
  readonly before: string | null
  readonly after: string | null
}

export interface HookTarget {
  readonly agent: ReportingAgent
  readonly path: string
  /** The program that hooks call, and its first arguments. */
  readonly command: readonly string[]
}

const defaultMode = 0o600

/** What installing the hooks changes. Throws JobdeckError: `config` for settings that cannot be parsed, `io` when they cannot be read. */
export function installation({ agent, path, command }: HookTarget): HookChange {
  const before = readSettings(path)
  if (agent === 'opencode') {
    checkPlugin(path, before)
    return { path, before, after: opencodePlugin(command) }
  }
  return { path, before, after: withHooks(agent, path, before, command) }
}

/** What removing them changes. Throws as `installation`. */
export function removal({ agent, path, command }: HookTarget): HookChange {
  const before = readSettings(path)
  if (before === null) return { path, before, after: null }
  if (agent === 'opencode') {
    checkPlugin(path, before)
    return { path, before, after: null }
  }
  const kept = readSettings(backupPath(path))
  // Nobody has changed the file since: it becomes again what it was, to the byte.
  const original = kept === noFile ? null : kept
  if (kept !== null && withHooks(agent, path, original, command) === before) return { path, before, after: original }
  const { hooks } = parsed(path, before)
  const left = hooksWithout(hooks)
  return { path, before, after: same(left, hooks) ? before : setHooks(before, left) }
}

/** Makes a change; what was there first is kept beside it. Throws JobdeckError `io`; nothing has changed then. */
export async function makeChange({ path, before, after }: HookChange): Promise<void> {
  if (before === after) return
  try {
    makeDirectory(dirname(path))
    const backup = backupPath(path)
    const isFirst = readSettings(backup) === null
    const isInstalling = after !== null && /jobdeck/.test(after)
    if (isInstalling && isFirst) await write(backup, before ?? noFile, defaultMode)
    if (after === null) rmSync(path, { force: true })
    else await write(path, after, modeOf(path))
    if (!isInstalling) rmSync(backup, { force: true })
  } catch (error) {
    throw ioError('write', path, error)
  }
}

/** Where the settings are kept as they were before jobdeck changed them. */
export function backupPath(path: string): string {
  return `${path}.before-jobdeck`
}

/** Stands for settings that did not exist. */
const noFile = 'there was no such file\n'

function write(path: string, content: string, mode: number): Promise<void> {
  return writeAtomically({ path, content, mode, onExisting: 'replace' })
}

function modeOf(path: string): number {
  return (lstatSync(path, { throwIfNoEntry: false })?.mode ?? defaultMode) & 0o777
}

function readSettings(path: string): string | null {
  try {
    const entry = lstatSync(path, { throwIfNoEntry: false })
    if (!entry) return null
    if (!entry.isFile())
      throw new JobdeckError('io', `${path} is not a regular file`, 'change the file that it leads to by hand')
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw ioError('read', path, error)
  }
}

function withHooks(agent: AgentWithHooks, path: string, text: string | null, command: readonly string[]): string {
  const settings = text === null || text.trim() === '' ? '{}\n' : text
  const { hooks } = parsed(path, settings)
  const wanted = hooksWith(agent, hooks, [...command, 'hook', agent].map(shellWord).join(' '))
  return same(wanted, hooks) ? settings : setHooks(settings, wanted)
}

function parsed(path: string, text: string): { readonly hooks?: unknown } {
  const settings = parseObject(text)
  if (settings) return settings
  throw new JobdeckError('config', `${path} is not a JSON object`, 'correct it; it was not touched')
}

/** Laid out for people to read, in the place of the member that is there, or at the end. */
function setHooks(text: string, hooks: unknown): string {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  '
  const lines = JSON.stringify(hooks, null, indent).replaceAll('\n', `\n${indent}`)
  const isEmpty = Object.keys(JSON.parse(text) as object).length === 0
  if (isEmpty) return `{\n${indent}"hooks": ${lines}\n}\n`
  return setMembers(text, { hooks: '\u0000hooks' }).replace(JSON.stringify('\u0000hooks'), () => lines)
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function checkPlugin(path: string, text: string | null): void {
  if (text === null || text.startsWith(pluginMark)) return
  throw new JobdeckError('config', `${path} was not written by jobdeck`, 'move it away; it was not touched')
}

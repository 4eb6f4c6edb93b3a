// Whether the hooks of an agent are there, and whether they really fire.
import { readFileSync, statSync } from 'node:fs'
import { type ReportingAgent, reportingAgents } from '../../domain/agents/agent.ts'
import { ownHookEvents } from '../../domain/agents/hook-settings.ts'
import { pluginMark } from '../../domain/agents/opencode-plugin.ts'
import { parseObject } from '../../domain/protocol/json-object.ts'
import { heardPath } from '../../io/agents/hook-files.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { hookPlace, overrulingPlaces } from './hook-places.ts'

export interface HookStatus {
  readonly agent: ReportingAgent
  readonly path: string
  readonly state: 'installed' | 'not-installed' | 'unreadable'
  /** Epoch milliseconds of the last call; null for none. */
  readonly lastCallMs: number | null
  /** Why they do not fire though they are installed. */
  readonly hindrances: readonly string[]
}

export interface StatusMeans {
  readonly home: string
  readonly cwd: string
  readonly env: Environment
  readonly stateDir: string
}

/** The status of every agent's hooks. Never throws. */
export function hookStatuses(means: StatusMeans): readonly HookStatus[] {
  return reportingAgents.map((agent) => statusOf(agent, means))
}

function statusOf(agent: ReportingAgent, { home, cwd, env, stateDir }: StatusMeans): HookStatus {
  const path = hookPlace(agent, home, env)
  const state = stateOf(agent, path)
  const lastCallMs = statSync(heardPath(stateDir, agent), { throwIfNoEntry: false })?.mtimeMs ?? null
  const installed = state === 'installed' ? hindrancesOf(agent, path, cwd) : []
  // Codex skips a hook that nobody has trusted, and says nothing about it.
  const isSilent = agent === 'codex' && state === 'installed' && lastCallMs === null
  const hindrances = isSilent
    ? [...installed, 'none has been called yet: start codex and trust them there (/hooks)']
    : installed
  return { agent, path, state, lastCallMs, hindrances }
}

function stateOf(agent: ReportingAgent, path: string): HookStatus['state'] {
  const text = textOf(path)
  if (text === null) return 'not-installed'
  if (agent === 'opencode') return text.startsWith(pluginMark) ? 'installed' : 'not-installed'
  const settings = parseObject(text)
  if (settings === null) return 'unreadable'
  return ownHookEvents(settings.hooks).length > 0 ? 'installed' : 'not-installed'
}

function hindrancesOf(agent: ReportingAgent, path: string, cwd: string): readonly string[] {
  return [path, ...overrulingPlaces(agent, cwd)].flatMap((place) => {
    const settings = parseObject(textOf(place) ?? '')
    if (settings?.disableAllHooks === true) return [`${place} switches all hooks off (disableAllHooks)`]
    return settings?.allowManagedHooksOnly === true ? [`${place} allows only an administrator's hooks`] : []
  })
}

function textOf(path: string): string | null {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : null
  } catch {
    return null
  }
}

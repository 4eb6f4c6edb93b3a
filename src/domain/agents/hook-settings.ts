// The hooks of jobdeck in an agent's own settings: added beside what is there, and taken out again without a trace. Pure.
import { isObject } from '../protocol/json-object.ts'
import type { ReportingAgent } from './agent.ts'

/** An agent whose settings are a JSON file with hooks; OpenCode has a plugin instead. */
export type AgentWithHooks = Exclude<ReportingAgent, 'opencode'>

type Json = Readonly<Record<string, unknown>>

interface Hook {
  readonly event: string
  /** Claude Code does not wait for it. */
  readonly isAsync?: true
  /** How long it may take, in seconds; the agent's default without it. */
  readonly limitSec?: number
}

const answerSec = 24 * 3600
/** Codex asks in its terminal only when the hook has ended, so it is a short wait (AGENTS.md §3). */
const codexAnswerSec = 25

const hooksOf: Readonly<Record<AgentWithHooks, readonly Hook[]>> = {
  'claude-code': [
    { event: 'SessionStart' },
    { event: 'UserPromptSubmit' },
    { event: 'PreToolUse', isAsync: true },
    { event: 'PostToolUse', isAsync: true },
    { event: 'PostToolUseFailure', isAsync: true },
    { event: 'PermissionRequest', limitSec: answerSec },
    { event: 'PermissionDenied' },
    { event: 'Stop' },
    { event: 'StopFailure' },
    { event: 'SessionEnd' },
  ],
  codex: [
    { event: 'SessionStart' },
    { event: 'UserPromptSubmit' },
    { event: 'PostToolUse' },
    { event: 'PermissionRequest', limitSec: codexAnswerSec },
    { event: 'Stop' },
    { event: 'Interrupt' },
  ],
  gemini: [
    { event: 'SessionStart' },
    { event: 'BeforeAgent' },
    { event: 'AfterTool' },
    { event: 'Notification' },
    { event: 'AfterAgent' },
    { event: 'SessionEnd' },
  ],
}

/** The `hooks` member for an agent: what was there, and ours. `command` is for a shell. */
export function hooksWith(agent: AgentWithHooks, hooks: unknown, command: string): Json {
  const before = hooksWithout(hooks)
  const added = hooksOf[agent].map(({ event, isAsync, limitSec }) => {
    // Gemini counts in milliseconds.
    const timeout = limitSec === undefined ? {} : { timeout: agent === 'gemini' ? limitSec * 1_000 : limitSec }
    const hook = { type: 'command', command, ...(isAsync ? { async: true } : {}), ...timeout }
    const others = before[event]
    return [event, [...(Array.isArray(others) ? others : []), { hooks: [hook] }]] as const
  })
  return { ...before, ...Object.fromEntries(added) }
}

/** The `hooks` member without ours; events that nothing is left of are gone. */
export function hooksWithout(hooks: unknown): Json {
  const entries = Object.entries(isObject(hooks) ? hooks : {}).map(([event, groups]) => {
    if (!Array.isArray(groups)) return [event, groups] as const
    const left = groups.map(groupWithout).filter((group) => group !== null)
    return groups.length > 0 && left.length === 0 ? null : ([event, left] as const)
  })
  return Object.fromEntries(entries.filter((entry) => entry !== null))
}

/** How many hooks of ours there are, and for which events. */
export function ownHookEvents(hooks: unknown): readonly string[] {
  return Object.entries(isObject(hooks) ? hooks : {})
    .filter(([, groups]) => Array.isArray(groups) && groups.some((group) => groupWithout(group) !== group))
    .map(([event]) => event)
}

/** The same group when nothing in it is ours; null when nothing else is left. */
function groupWithout(group: unknown): unknown {
  if (!isObject(group) || !Array.isArray(group.hooks)) return group
  const left = group.hooks.filter((hook) => !isOurs(hook))
  if (left.length === group.hooks.length) return group
  return left.length === 0 ? null : { ...group, hooks: left }
}

/** By its command: `… hook claude-code` of a jobdeck, wherever that is installed. */
function isOurs(hook: unknown): boolean {
  return isObject(hook) && typeof hook.command === 'string' && /jobdeck[^\n]* hook [a-z-]+\s*$/.test(hook.command)
}

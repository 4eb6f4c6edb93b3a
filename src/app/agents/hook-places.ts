// Where each agent keeps the settings that its hooks belong into.
import { join } from 'node:path'
import type { ReportingAgent } from '../../domain/agents/agent.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'

/** The user's own settings of an agent, which need not exist. */
export function hookPlace(agent: ReportingAgent, home: string, env: Environment): string {
  switch (agent) {
    case 'claude-code':
      return join(env.CLAUDE_CONFIG_DIR || join(home, '.claude'), 'settings.json')
    case 'codex':
      return join(env.CODEX_HOME || join(home, '.codex'), 'hooks.json')
    case 'gemini':
      return join(home, '.gemini', 'settings.json')
    case 'opencode':
      return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'opencode', 'plugin', 'jobdeck.js')
  }
}

/** Settings that can switch the hooks of the user's settings off: those of the project, and those of an administrator. */
export function overrulingPlaces(agent: ReportingAgent, cwd: string): readonly string[] {
  if (agent !== 'claude-code') return []
  return [
    '/etc/claude-code/managed-settings.json',
    '/Library/Application Support/ClaudeCode/managed-settings.json',
    join(cwd, '.claude', 'settings.json'),
    join(cwd, '.claude', 'settings.local.json'),
  ]
}

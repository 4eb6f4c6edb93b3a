// How an agent is started for a job: its program, its arguments, and the hooks of this run only (AGENTS.md §1). Pure.
import type { ReportingAgent } from './agent.ts'

export interface Launch {
  readonly program: string
  readonly args: readonly string[]
  /** Hooks for this run, as the content of `settingsFile`; null when the agent takes none. */
  readonly settings: string | null
  /** How it reports: by hooks of this run, by what it prints, by hooks that the user has installed, or only by its exit. */
  readonly reporting: 'own-hooks' | 'stream' | 'installed-hooks' | 'exit'
}

export interface LaunchRequest {
  readonly agent: string
  /** Null for an agent that the user talks to. */
  readonly prompt: string | null
  /** What to run instead of the agent's own program; empty for that. */
  readonly command: readonly string[]
  /** The command line that a hook calls, for a shell. */
  readonly hookCommand: string
  /** Where the hooks of this run will be. */
  readonly settingsFile: string
}

const programs: Readonly<Record<string, string>> = {
  'claude-code': 'claude',
  codex: 'codex',
  gemini: 'gemini',
  opencode: 'opencode',
}

/** The start of an agent; null when jobdeck does not know its program, and none is given. */
export function launchOf(request: LaunchRequest): Launch | null {
  const { agent, command, prompt } = request
  const own = Object.hasOwn(programs, agent) ? programs[agent] : undefined
  const [program = own, ...given] = command
  if (program === undefined) return null
  const args = command.length > 0 ? given : promptArgs(agent, prompt)
  const isOwn = own !== undefined && baseName(program) === own
  if (!isOwn) return { program, args, settings: null, reporting: 'exit' }
  switch (agent as ReportingAgent) {
    case 'claude-code':
      return {
        program,
        args: ['--settings', request.settingsFile, ...args],
        settings: claudeSettings(request.hookCommand),
        reporting: 'own-hooks',
      }
    case 'codex':
      return codexLaunch(program, args)
    case 'gemini':
    case 'opencode':
      return { program, args, settings: null, reporting: 'installed-hooks' }
  }
}

function baseName(program: string): string {
  return program.split('/').at(-1) ?? program
}

function promptArgs(agent: string, prompt: string | null): readonly string[] {
  if (prompt === null) return []
  // A prompt that begins with a dash is not an option.
  if (agent === 'gemini') return ['--prompt-interactive', prompt]
  return agent === 'opencode' ? ['--prompt', prompt] : ['--', prompt]
}

/** One-shot, Codex says as JSON lines what it does; else its daemon, which would have another session's environment, is kept out. */
function codexLaunch(program: string, args: readonly string[]): Launch {
  const [first, ...rest] = args
  if (first === 'exec')
    return {
      program,
      args: rest.includes('--json') ? args : ['exec', '--json', ...rest],
      settings: null,
      reporting: 'stream',
    }
  return { program, args: ['--no-daemon', ...args], settings: null, reporting: 'installed-hooks' }
}

/** So long may an answer take; the dialog in the terminal stands beside it. */
const answerSec = 24 * 3600

/** Claude Code merges these hooks with the user's for one run, and touches none of their files. */
function claudeSettings(hookCommand: string): string {
  const hook = (extra: Readonly<Record<string, unknown>> = {}) => [
    { hooks: [{ type: 'command', command: hookCommand, ...extra }] },
  ]
  const hooks = {
    SessionStart: hook(),
    UserPromptSubmit: hook(),
    // The agent does not wait for these.
    PreToolUse: hook({ async: true }),
    PostToolUse: hook({ async: true }),
    PostToolUseFailure: hook({ async: true }),
    PermissionRequest: hook({ timeout: answerSec }),
    PermissionDenied: hook(),
    Stop: hook(),
    StopFailure: hook(),
    SessionEnd: hook(),
  }
  return `${JSON.stringify({ hooks }, null, 2)}\n`
}

// `jobdeck hook`: what an agent's hook calls. Quick and silent; whatever happens, the agent goes on.
import { awaitAnswer, decisionOf } from '../../app/agents/await-answer.ts'
import { type OpenHook, takeHookCall } from '../../app/agents/hook.ts'
import type { ReportingAgent } from '../../domain/agents/agent.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { startReporter } from '../start-reporter.ts'

export interface HookRun {
  readonly env: Environment
  readonly cwd: string
  readonly home: string
  readonly stateDir: string
  readonly clock: Clock
  readonly script: string
  readonly host: NodeJS.Process
}

/** What a tool has printed is part of a call: more than this is not worth the memory. */
const maxChars = 8 * 1024 * 1024
/** Claude Code asks in its terminal at the same time; Codex asks only when the hook has ended (AGENTS.md §3). */
const waitMs: Readonly<Record<ReportingAgent, number>> = {
  'claude-code': 24 * 3600 * 1_000,
  codex: 20_000,
  gemini: 0,
  opencode: 0,
}

/** Takes one call. Never rejects, and never ends with another status than 0. */
export async function runHook(agent: ReportingAgent, run: HookRun): Promise<number> {
  try {
    const text = await readAll(run.host.stdin)
    const open = takeHookCall(text, { ...run, agent, waitMs: waitMs[agent] })
    await startReporter(run)
    if (open) await answer(open, run)
  } catch {
    // The agent must not notice. `jobdeck hooks status` shows whether calls arrive.
  }
  return 0
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  let text = ''
  stdin.setEncoding('utf8')
  // The rest is read, too: the agent may be waiting until somebody has taken it.
  for await (const chunk of stdin) if (text.length < maxChars) text += chunk as string
  return text
}

async function answer(open: OpenHook, { clock, host }: HookRun): Promise<void> {
  let isStopped = false
  // Claude Code ends the hook when the user has said no in the terminal; no other hook is called then.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    host.on(signal, () => {
      isStopped = true
    })
  const given = await awaitAnswer(open, clock, () => isStopped)
  if (given) {
    host.stdout.write(`${decisionOf(given)}\n`)
    open.settle(given.behavior === 'allow' ? 'allowed' : 'denied', given.by || 'deck')
  } else if (isStopped) open.settle('withdrawn', 'terminal')
}

// `jobdeck hooks install` and `remove`: shows what changes in an agent's settings, asks, and changes it.
import { homedir } from 'node:os'
import { backupPath, type HookChange, installation, makeChange, removal } from '../../app/agents/hook-change.ts'
import { hookPlace } from '../../app/agents/hook-places.ts'
import type { ReportingAgent } from '../../domain/agents/agent.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { lineDifference } from '../../domain/text/line-difference.ts'
import { safeLine, safeLines } from '../../domain/text/safe-text.ts'
import type { CliContext } from '../context/context.ts'
import { exitStatus } from '../exit-status.ts'
import { confirmed } from '../input/confirm.ts'
import { note } from '../output/note.ts'

export interface HooksOptions {
  readonly yes?: true
}

/** Installs the hooks. Throws JobdeckError as `installation` and `makeChange`, and `usage` when nobody can be asked. */
export async function runHooksInstall(
  context: CliContext,
  agent: ReportingAgent,
  options: HooksOptions,
): Promise<number> {
  const change = installation(targetOf(context, agent))
  const isDone = await show(context, change, options, 'they are installed already')
  if (!isDone) return exitStatus.failed
  if (change.before !== change.after) {
    await makeChange(change)
    note(context, `installed; the settings as they were are in ${safeLine(backupPath(change.path))}`)
  }
  if (agent === 'codex')
    note(context, 'Codex calls a hook only after you have trusted it there: start codex and look at /hooks')
  return exitStatus.done
}

/** Removes them. Throws as `runHooksInstall`. */
export async function runHooksRemove(
  context: CliContext,
  agent: ReportingAgent,
  options: HooksOptions,
): Promise<number> {
  const change = removal(targetOf(context, agent))
  if (!(await show(context, change, options, 'they are not installed'))) return exitStatus.failed
  await makeChange(change)
  return exitStatus.done
}

function targetOf({ env, script }: CliContext, agent: ReportingAgent) {
  return { agent, path: hookPlace(agent, homedir(), env), command: [script] }
}

/** Returns whether to go on. */
async function show(context: CliContext, change: HookChange, { yes }: HooksOptions, same: string): Promise<boolean> {
  const { stdout, stdin } = context
  if (change.before === change.after) {
    note(context, same)
    return true
  }
  stdout.write(`${safeLine(change.path)}\n`)
  for (const { sign, text } of lineDifference(change.before ?? '', change.after ?? '')) {
    const [line = ''] = safeLines(text, 1)
    stdout.write(`${sign} ${line}\n`)
  }
  if (yes) return true
  if (!('isTTY' in stdin && stdin.isTTY === true))
    throw new JobdeckError('usage', 'nobody can be asked without a terminal', 'look at the difference, then use --yes')
  const isWanted = await confirmed('change it? [y/N] ', context)
  if (!isWanted) note(context, 'nothing was changed')
  return isWanted
}

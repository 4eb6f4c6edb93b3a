// `jobdeck hooks status`: which agents report by hooks, and whether the hooks really fire.
import { homedir } from 'node:os'
import { hookStatuses } from '../../app/agents/hook-status.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { utcStamp } from '../../domain/text/timestamp.ts'
import type { CliContext } from '../context/context.ts'
import { exitStatus } from '../exit-status.ts'

const words = {
  installed: 'installed',
  'not-installed': 'not installed',
  unreadable: 'its settings cannot be read',
} as const

/** Prints a line for each agent, and why installed hooks do not fire; returns 1 when some do not. */
export async function runHooksStatus(context: CliContext): Promise<number> {
  const { env, cwd, stateDir, stdout } = context
  const statuses = hookStatuses({ home: homedir(), cwd, env, stateDir })
  for (const { agent, path, state, lastCallMs, hindrances } of statuses) {
    const last = lastCallMs === null ? 'never called' : `last called ${utcStamp(lastCallMs)}`
    stdout.write(`${agent.padEnd(12)}  ${words[state].padEnd(14)}  ${last}  ${safeLine(path)}\n`)
    for (const hindrance of hindrances) stdout.write(`${' '.repeat(14)}${safeLine(hindrance)}\n`)
  }
  return statuses.some(({ hindrances }) => hindrances.length > 0) ? exitStatus.failed : exitStatus.done
}

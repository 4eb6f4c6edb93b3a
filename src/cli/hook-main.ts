// The entry of the bundle that agents' hooks run: as little as possible is loaded.
import { isReportingAgent } from '../domain/agents/agent.ts'
import { runHook } from './commands/hook.ts'
import { readHookRun } from './context/hook-run.ts'

const [, , , agent = ''] = process.argv
process.exitCode = isReportingAgent(agent) ? await runHook(agent, readHookRun(process, import.meta.url)) : 0

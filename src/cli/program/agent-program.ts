// The commands about agents that report by themselves: hook.
import { type Command, Option } from 'commander'
import { isReportingAgent, reportingAgents } from '../../domain/agents/agent.ts'
import { JobdeckError } from '../../domain/failure.ts'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'

export function addAgentCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('hook')
    .description("what an agent's hook calls: JSON on stdin; silent, quick, never fails the agent")
    .argument('[agent]', reportingAgents.join(', '))
    .addOption(new Option('--report', 'send what hooks have left').hideHelp())
    .addHelpText('after', helpEnd(['jobdeck hook claude-code < call.json']))
    .action((agent: string | undefined, { report }: { readonly report?: true }) =>
      dispatch(async (context) => {
        if (report) return (await import('../commands/hook-report.ts')).runHookReport(context)
        if (agent === undefined || !isReportingAgent(agent))
          throw new JobdeckError(
            'usage',
            'the agent is missing or unknown',
            `choose one of ${reportingAgents.join(', ')}`,
          )
        const [{ runHook }, { readHookRun }] = await Promise.all([
          import('../commands/hook.ts'),
          import('../context/hook-run.ts'),
        ])
        return runHook(agent, readHookRun(process, import.meta.url))
      }),
    )
}

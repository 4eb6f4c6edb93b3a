// The commands about agents that report by themselves: hook, answer.
import { type Command, Option } from 'commander'
import { isReportingAgent, reportingAgents } from '../../domain/agents/agent.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { exitStatus } from '../exit-status.ts'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'
import { answerBehavior, oneJobId } from './option-parsers.ts'

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
  program
    .command('answer')
    .description("answer the open question of a job's agent, after showing the whole of it")
    .argument('<job>', 'the id of the job', oneJobId)
    .argument('<answer>', 'allow, deny', answerBehavior)
    .option('--message <text>', 'tell the agent why, with a denial')
    .addHelpText(
      'after',
      helpEnd(['jobdeck answer 3f9a12bc allow', 'jobdeck answer 3f9a12bc deny --message "use the staging database"'], {
        [exitStatus.failed]: 'you did not confirm',
        [exitStatus.badData]: 'the job has no open question',
      }),
    )
    .action((job, behavior, options) =>
      dispatch(async (context) =>
        (await import('../commands/answer.ts')).runAnswer(context, job, { ...options, behavior }),
      ),
    )
}

// The commands about agents that report by themselves: run, hook, hooks, answer.
import { Argument, type Command, Option } from 'commander'
import { isReportingAgent, reportingAgents } from '../../domain/agents/agent.ts'
import { doneWhens } from '../../domain/agents/agent-session.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { exitStatus } from '../exit-status.ts'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'
import { answerBehavior, doneWhen, duration, oneJobId, repeated, reportingAgent } from './option-parsers.ts'

export function addAgentCommands(program: Command, dispatch: Dispatch): void {
  addRun(program, dispatch)
  addHook(program, dispatch)
  addHooks(program, dispatch)
  addAnswer(program, dispatch)
}

function addRun(program: Command, dispatch: Dispatch): void {
  program
    .command('run')
    .description('register a job, start its agent in a tmux session, and print the id')
    .argument('[command...]', "what to run instead of the agent's own program, behind --")
    .option('--agent <name>', 'claude-code, codex, gemini, opencode, or any other name with a command', 'claude-code')
    .option('--prompt <text>', 'what the agent should do; "-" reads it from stdin; without one, you tell it yourself')
    .option('--session <name>', 'the tmux session; without it, a new one')
    .option('--timeout <duration>', 'total limit, such as 90s or 1h30m (default: 1h)', duration)
    .option('--idle-timeout <duration>', 'limit between events (default: 2m)', duration)
    .option('--artifact <path>', 'a file that the job should produce; repeatable', repeated)
    .option('--broker <profile>', 'the broker to report to (default: the profile in use)')
    .addOption(
      new Option('--done-when <when>', 'what completes the job (default: exit for a program that ends, else manual)')
        .choices(doneWhens)
        .argParser(doneWhen),
    )
    .option('--wait', 'stay, print its events, and exit like watch')
    .option('--no-tmux', 'run it in this terminal')
    .addHelpText(
      'after',
      helpEnd(
        [
          'jobdeck run --prompt "Fix the flaky login test" --artifact REPORT.md',
          'jobdeck run --agent codex --wait -- codex exec "Write the release notes"',
          'jobdeck run --agent make --no-tmux -- make test',
        ],
        { [exitStatus.config]: 'the program is not installed, or no broker is named' },
      ),
    )
    .action((command, options) =>
      dispatch(async (context) => (await import('../commands/run.ts')).runRun(context, command, options)),
    )
}

function addHook(program: Command, dispatch: Dispatch): void {
  program
    .command('hook')
    .description("what an agent's hook calls: JSON on stdin; silent, quick, never fails the agent")
    .addArgument(new Argument('[agent]', 'the agent').choices(reportingAgents).argParser(String))
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

function addHooks(program: Command, dispatch: Dispatch): void {
  const hooks = program
    .command('hooks')
    .description('let sessions report that you start yourself')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', helpEnd(['jobdeck hooks install claude-code', 'jobdeck hooks status']))
  const agentArgument = () => new Argument('<agent>', 'the agent').choices(reportingAgents).argParser(reportingAgent)
  hooks
    .command('install')
    .description("add jobdeck's hooks to an agent's settings, after showing the difference")
    .addArgument(agentArgument())
    .option('--yes', 'do not ask')
    .addHelpText('after', helpEnd(['jobdeck hooks install claude-code', 'jobdeck hooks install codex --yes']))
    .action((agent, options) =>
      dispatch(async (context) =>
        (await import('../commands/hooks-change.ts')).runHooksInstall(context, agent, options),
      ),
    )
  hooks
    .command('remove')
    .description('take them out again; nothing else changes')
    .addArgument(agentArgument())
    .option('--yes', 'do not ask')
    .addHelpText('after', helpEnd(['jobdeck hooks remove claude-code']))
    .action((agent, options) =>
      dispatch(async (context) =>
        (await import('../commands/hooks-change.ts')).runHooksRemove(context, agent, options),
      ),
    )
  hooks
    .command('status')
    .description('show which agents report by hooks, and whether they really fire')
    .addHelpText('after', helpEnd(['jobdeck hooks status'], { [exitStatus.failed]: 'installed hooks do not fire' }))
    .action(() => dispatch(async (context) => (await import('../commands/hooks-status.ts')).runHooksStatus(context)))
}

function addAnswer(program: Command, dispatch: Dispatch): void {
  program
    .command('answer')
    .description("answer the open question of a job's agent, after showing the whole of it")
    .argument('<job>', 'the id of the job', oneJobId)
    .addArgument(new Argument('<answer>', 'what to say').choices(['allow', 'deny']).argParser(answerBehavior))
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

// The table of commands: names, options and help here, each command's code loaded only when it runs (CLI.md).
import { Command, CommanderError, Option } from 'commander'
import pkg from '../../package.json' with { type: 'json' }
import { JobdeckError } from '../protocol/jobdeck-error.ts'
import { addBrokerCommands } from './broker-program.ts'
import { type CliContext, readContext } from './cli-context.ts'
import { exitStatus } from './exit-status.ts'
import { addJobCommands } from './job-program.ts'
import { duration, jobId } from './option-parsers.ts'

/** What a command does: returns its exit status or throws a JobdeckError. */
export type Run = (context: CliContext) => Promise<number>

/** Hands a command's work to the program, which builds its context from the global options first. */
export type Dispatch = (run: Run) => void

/** Runs the command that `host.argv` names; resolves to its exit status. */
export async function runProgram(host: NodeJS.Process): Promise<number> {
  let chosen: Run = async () => exitStatus.done
  const program = buildProgram((run) => {
    chosen = run
  })
  try {
    await program.parseAsync(host.argv.slice(2), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version end with 0; everything else that commander finds is a wrong use, and it has said so.
    return error.exitCode === 0 ? exitStatus.done : exitStatus.usage
  }
  return await chosen(readContext(program.opts(), host))
}

function buildProgram(dispatch: Dispatch): Command {
  const program = new Command('jobdeck')
    .description('Terminal monitor for work delegated to coding agents: live panes, deadlines and attention over MQTT')
    .version(pkg.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`jobdeck: ${withoutValues(text)}`) })
    .showSuggestionAfterError()
    .option('--profile <name>', 'broker profile (JOBDECK_PROFILE)')
    .option('--registry-dir <dir>', 'job registry (JOBDECK_REGISTRY_DIR; .mam/jobs if it exists, else .hermes/jobs)')
    .option('--topic-base <topic>', 'topic base (JOBDECK_TOPIC_BASE; python/mqtt/jobs)')
    .option('--env-file <file>', 'read variables from a file; the environment comes first')
    .argument('[jobs...]', 'job ids to show; without any, every job', jobId)
    .action((jobs) => dispatch(async (context) => (await import('./commands/monitor.ts')).runMonitor(context, jobs)))
  addWatchCommands(program, dispatch)
  addJobCommands(program, dispatch)
  addBrokerCommands(program, dispatch)
  return program
}

/** Commander repeats what it could not use, which may be a password that somebody gave to `--password`. */
function withoutValues(text: string): string {
  return text
    .replace(/^error: /, '')
    .replace(/^(unknown option '[^=']*)=.*'/s, "$1'")
    .replace(/^(too many arguments .* got \d+): .*\.$/ms, '$1.')
}

function addWatchCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('demo')
    .description('the monitor on an embedded broker, with simulated agents')
    .addOption(new Option('--agents <n>', 'how many agents work at once').argParser(count).default(6))
    .addOption(new Option('--speed <x>', 'how much faster than life').argParser(factor).default(1))
    .action((options) => dispatch(async (context) => (await import('./commands/demo.ts')).runDemo(context, options)))
  program
    .command('watch')
    .description('print a line per event; exit 0 when all completed, 1 on an error, 2 on a time-out')
    .argument('[jobs...]', 'job ids; without any and without --any: every job, for ever', jobId)
    .option('--any', 'all pending and running jobs of the registry')
    .option('--timeout <duration>', 'total limit', duration)
    .option('--idle-timeout <duration>', 'limit between events', duration)
    .option('--json', 'one JSON object a line')
    .option('--record <file>', 'also append the events to a file, for replay')
    .action((jobs, options) =>
      dispatch(async (context) => (await import('./commands/watch.ts')).runWatch(context, jobs, options)),
    )
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 500)
    throw new JobdeckError('usage', `"${text}" is no number of agents`, 'give a whole number from 1 to 500')
  return value
}

function factor(text: string): number {
  const value = Number(text)
  if (!(value >= 0.1 && value <= 100))
    throw new JobdeckError('usage', `"${text}" is no speed`, 'give a number from 0.1 to 100')
  return value
}

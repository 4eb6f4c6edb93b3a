// The table of commands: names, options and help. Each command's code is loaded only when it runs (CLI.md).
import { Command, CommanderError } from 'commander'
import pkg from '../../../package.json' with { type: 'json' }
import { JobdeckError } from '../../domain/failure.ts'
import { type CliContext, readContext } from '../context/context.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { addAgentCommands } from './agent-program.ts'
import { addBrokerCommands } from './broker-program.ts'
import { addCompletionCommands } from './completion-program.ts'
import type { Dispatch, Run } from './dispatch.ts'
import { everyStatus, helpEnd } from './help-end.ts'
import { addJobCommands } from './job-program.ts'
import { refuseCommandWords } from './mistyped-command.ts'
import { jobId } from './option-parsers.ts'
import { addOutboxCommands } from './outbox-program.ts'
import { addProfileCommands } from './profile-program.ts'
import { usageError } from './usage-complaint.ts'
import { addWatchCommands } from './watch-program.ts'

const maxHelpWidth = 80

/** Runs the command that `host.argv` names; resolves to its exit status. Throws `usage` for a wrong command line. */
export async function runProgram(host: NodeJS.Process): Promise<number> {
  let chosen: Run = async () => exitStatus.done
  const program = buildProgram(host, (run) => {
    chosen = run
  })
  try {
    await program.parseAsync(host.argv.slice(2), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return exitStatus.done
    // A command that needs a subcommand has shown its help.
    if (error.code === 'commander.help') return exitStatus.usage
    throw usageError(program, error.code, error.message)
  }
  const context = readContext(program.opts(), host)
  if (context.hangup === 'ignored') host.on('SIGHUP', () => {})
  // The doctor reports a wrong profile among everything else that is wrong.
  if (program.args[0] !== 'doctor') await checkProfileOption(program.opts().profile, context)
  return await chosen(context)
}

/** A profile that is named must exist, even if the command does not need one: a typo is never ignored. */
async function checkProfileOption(name: string | undefined, context: CliContext): Promise<void> {
  if (name === undefined) return
  const { profilesOf } = await import('../context/open-profiles.ts')
  profilesOf(context).get(name)
}

/** The program with every command; a chosen command passes its work to `dispatch`. */
export function buildProgram(
  { argv, stdout, stderr }: Pick<NodeJS.Process, 'argv' | 'stdout' | 'stderr'>,
  dispatch: Dispatch,
): Command {
  const program = new Command('jobdeck')
    .description(pkg.description)
    .usage('[options] [jobs...]\n       jobdeck [options] <command> …')
    .version(pkg.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => Math.min(stdout.columns || maxHelpWidth, maxHelpWidth),
      getErrHelpWidth: () => Math.min(stderr.columns || maxHelpWidth, maxHelpWidth),
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .option('--profile <profile>', 'the broker profile to use (JOBDECK_PROFILE)')
    .option(
      '--registry-dir <dir>',
      'where the job records are (JOBDECK_REGISTRY_DIR; default: .mam/jobs if it exists, else .hermes/jobs)',
    )
    .option('--topic-base <topic>', 'what topics begin with (JOBDECK_TOPIC_BASE; default: python/mqtt/jobs)')
    .option('--env-file <file>', 'read variables from a file; the environment takes precedence')
    .option('--no-color', 'no colours (NO_COLOR)')
    .option('--ascii', 'glyphs, borders and bars in ASCII')
    .option('--mine', 'in the monitor: only the jobs in the registry; nothing is kept of any other')
    .argument('[jobs...]', 'the jobs to show in the monitor; without any, every job', jobId)
  program.action((jobs, { mine }) =>
    dispatch(async (context) => {
      const commands = program.commands.map((command) => command.name())
      // By convention, everything after `--` is taken literally.
      if (!argv.includes('--')) await refuseCommandWords(jobs, ['help', ...commands], () => registryDirOf(context))
      return (await import('../commands/monitor.ts')).runMonitor(context, jobs, { mine })
    }),
  )
  program.hook('preAction', (_, command) => {
    if (command !== program && program.opts().mine)
      throw new JobdeckError('usage', '--mine is only for the monitor', `leave it out with ${command.name()}`)
  })
  addWatchCommands(program, dispatch)
  addJobCommands(program, dispatch)
  addAgentCommands(program, dispatch)
  addOutboxCommands(program, dispatch)
  addBrokerCommands(program, dispatch)
  addProfileCommands(program, dispatch)
  addCompletionCommands(program, dispatch)
  program.helpCommand('help [command]', 'show the help of a command')
  return program.addHelpText('after', helpEnd(examples, everyStatus))
}

const examples = [
  'jobdeck demo                              a first look, needs nothing',
  'jobdeck                                   the monitor, every job',
  'jobdeck --mine                            the monitor, only your own jobs',
  'job=$(jobdeck register --prompt "…")      delegate a job',
  'jobdeck watch "$job" && echo done         wait for it in a script',
  'jobdeck doctor                            when something does not work',
]

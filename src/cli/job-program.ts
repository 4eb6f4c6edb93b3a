// The commands around jobs of the table in program.ts: delegate, emit, look up.
import { Argument, type Command, Option } from 'commander'
import type { RecordStatus } from '../jobs/job.ts'
import { eventTypes } from '../protocol/event.ts'
import { JobdeckError } from '../protocol/jobdeck-error.ts'
import { safeLine } from '../protocol/sanitize.ts'
import { duration, oneJobId, repeated } from './option-parsers.ts'
import type { Dispatch } from './program.ts'

const statuses: readonly RecordStatus[] = ['pending', 'running', 'completed', 'error', 'cancelled']

export function addJobCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('register')
    .description('write a job into the registry; prints only its id')
    .requiredOption('--prompt <text>', 'what the agent shall do; "-" reads stdin')
    .option('--agent <name>', 'claude-code, codex, opencode, human, …', 'claude-code')
    .option('--session <session>', "the agent's session, such as tmux:claude")
    .option('--timeout <duration>', 'total limit', duration)
    .option('--idle-timeout <duration>', 'limit between events', duration)
    .option('--artifact <path>', 'a file that the job shall make; may be repeated', repeated)
    .option('--broker <profile>', "keep this profile's broker, password included, in the record for the worker")
    .option('--auth-token <token>', 'sign events with this token; "auto" makes one')
    .action((options) =>
      dispatch(async (context) => (await import('./commands/register.ts')).runRegister(context, options)),
    )
  program
    .command('emit')
    .description('publish an event of a job; prints "seq=N acked"')
    .argument('<job>', 'job id', oneJobId)
    .addArgument(new Argument('<event>', 'the kind of event').choices(eventTypes))
    .option('--detail <text>', 'text for people', '')
    .option('--data <json>', 'metadata, a JSON object')
    .option('--retain', 'keep it on the broker for late subscribers (the default for completed and error)')
    .option('--no-retain', 'do not')
    .option('--timeout <duration>', 'limit for connecting and the acknowledgement', duration, 10)
    .option('--force', 'also when the job has ended')
    .action((job, event, options) =>
      dispatch(async (context) => (await import('./commands/emit.ts')).runEmit(context, job, event, options)),
    )
  program
    .command('list')
    .description('the jobs of the registry, the newest first')
    .addOption(new Option('--status <status>', `only these; may be repeated: ${statuses.join(', ')}`).argParser(status))
    .option('--json', 'a JSON array of records, secrets masked')
    .action((options) => dispatch(async (context) => (await import('./commands/list.ts')).runList(context, options)))
  addOneJobCommands(program, dispatch)
}

function addOneJobCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('show')
    .description('the record of a job')
    .argument('<job>', 'job id', oneJobId)
    .option('--json', 'the record as JSON, secrets masked')
    .action((job, options) =>
      dispatch(async (context) => (await import('./commands/show.ts')).runShow(context, job, options)),
    )
  program
    .command('logs')
    .description('the events of a job from the journal, the oldest first')
    .argument('<job>', 'job id', oneJobId)
    .option('--json', 'one JSON object a line, as watch prints it')
    .action((job, options) =>
      dispatch(async (context) => (await import('./commands/logs.ts')).runLogs(context, job, options)),
    )
  program
    .command('cancel')
    .description('mark a job of the registry as cancelled')
    .argument('<job>', 'job id', oneJobId)
    .action((job) => dispatch(async (context) => (await import('./commands/cancel.ts')).runCancel(context, job)))
}

function status(text: string, previous?: readonly RecordStatus[]): readonly RecordStatus[] {
  const known = statuses.find((candidate) => candidate === text)
  if (!known)
    throw new JobdeckError('usage', `"${safeLine(text, 40)}" is no status`, `choose of ${statuses.join(', ')}`)
  return [...(previous ?? []), known]
}

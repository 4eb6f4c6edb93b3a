// The commands around jobs of the table in program.ts: delegate, emit, look up.
import { type Command, Option } from 'commander'
import { JobdeckError } from '../domain/failure.ts'
import type { RecordStatus } from '../domain/jobs/job.ts'
import { type EventType, eventTypes } from '../domain/protocol/event.ts'
import { formatDuration } from '../domain/text/duration.ts'
import { safeLine } from '../domain/text/safe-text.ts'
import { exitStatus } from './exit-status.ts'
import { helpEnd } from './help-end.ts'
import { duration, oneJobId, repeated } from './option-parsers.ts'
import type { Dispatch } from './program.ts'

const statuses: readonly RecordStatus[] = ['pending', 'running', 'completed', 'error', 'cancelled']

const maxWaitSec = 24 * 3600

export function addJobCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('register')
    .description('write a job into the registry and print its id, nothing else')
    .requiredOption('--prompt <text>', 'what the agent shall do; "-" reads it from stdin')
    .option('--agent <name>', 'claude-code, codex, opencode, human, …', 'claude-code')
    .option('--session <session>', "the agent's session, such as tmux:claude")
    .option('--timeout <duration>', 'total limit, such as 90s or 1h30m (default: 1h)', duration)
    .option('--idle-timeout <duration>', 'limit between events (default: 2m)', duration)
    .option('--artifact <path>', 'a file that the job shall make; may be repeated', repeated)
    .option('--broker <profile>', "keep this profile's broker, password included, in the record for the worker")
    .option('--auth-token <token>', 'sign events with this token; "auto" makes one')
    .addHelpText(
      'after',
      helpEnd([
        'jobdeck register --prompt "Fix the parser" --session tmux:claude',
        'jobdeck register --prompt - --timeout 2h < task.md',
      ]),
    )
    .action((options) =>
      dispatch(async (context) => (await import('./commands/register.ts')).runRegister(context, options)),
    )
  program
    .command('emit')
    .description('publish an event of a job and print "seq=N acked"')
    .argument('<job>', 'the id of the job', oneJobId)
    .argument('<event>', eventTypes.join(', '), eventType)
    .addOption(new Option('--detail <text>', 'text for people').default('', 'none'))
    .option('--data <json>', 'metadata, a JSON object')
    .option('--retain', 'keep it on the broker for late subscribers (the default for completed and error)')
    .option('--no-retain', 'do not keep it there')
    .addOption(
      new Option('--timeout <duration>', 'limit for connecting and the acknowledgement')
        .argParser(shortDuration)
        .default(10, '10s'),
    )
    .option('--force', 'publish it although the job has ended')
    .addHelpText(
      'after',
      helpEnd([
        'jobdeck emit 3f9a12bc started',
        'jobdeck emit 3f9a12bc progress --detail "tests 96/140"',
        'jobdeck emit 3f9a12bc completed --data \'{"tests": 140}\'',
      ]),
    )
    .action((job, event, options) =>
      dispatch(async (context) => (await import('./commands/emit.ts')).runEmit(context, job, event, options)),
    )
  program
    .command('list')
    .description('list the jobs of the registry, the newest first')
    .addOption(new Option('--status <status>', `only these; may be repeated: ${statuses.join(', ')}`).argParser(status))
    .option('--json', 'print a JSON array of records, secrets masked')
    .addHelpText(
      'after',
      helpEnd(['jobdeck list --status pending --status running', "jobdeck list --json | jq -r '.[].job_id'"], {
        [exitStatus.badData]: 'a record cannot be used; the others are listed',
      }),
    )
    .action((options) => dispatch(async (context) => (await import('./commands/list.ts')).runList(context, options)))
  addOneJobCommands(program, dispatch)
}

function addOneJobCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('show')
    .description('show the record of a job')
    .argument('<job>', 'the id of the job', oneJobId)
    .option('--json', 'print the record as JSON, secrets masked')
    .addHelpText('after', helpEnd(['jobdeck show 3f9a12bc', 'jobdeck show 3f9a12bc --json']))
    .action((job, options) =>
      dispatch(async (context) => (await import('./commands/show.ts')).runShow(context, job, options)),
    )
  program
    .command('logs')
    .description('print the events of a job from the journal, the oldest first')
    .argument('<job>', 'the id of the job', oneJobId)
    .option('--json', 'print one JSON object a line, as watch does')
    .addHelpText('after', helpEnd(['jobdeck logs 3f9a12bc', 'jobdeck --profile local-tls logs 3f9a12bc --json']))
    .action((job, options) =>
      dispatch(async (context) => (await import('./commands/logs.ts')).runLogs(context, job, options)),
    )
  program
    .command('cancel')
    .description('mark a job of the registry as cancelled; its agent is not told')
    .argument('<job>', 'the id of the job', oneJobId)
    .addHelpText('after', helpEnd(['jobdeck cancel 3f9a12bc']))
    .action((job) => dispatch(async (context) => (await import('./commands/cancel.ts')).runCancel(context, job)))
}

/** Nobody waits longer than a day for an acknowledgement, and a timer holds no more than 24 days. */
function shortDuration(text: string): number {
  const seconds = duration(text)
  if (seconds <= maxWaitSec) return seconds
  throw new JobdeckError('usage', `"${safeLine(text, 20)}" is too long`, `give at most ${formatDuration(maxWaitSec)}`)
}

function eventType(text: string): EventType {
  const known = eventTypes.find((candidate) => candidate === text)
  if (known) return known
  throw new JobdeckError('usage', `"${safeLine(text, 40)}" is no event`, `choose of ${eventTypes.join(', ')}`)
}

function status(text: string, previous?: readonly RecordStatus[]): readonly RecordStatus[] {
  const known = statuses.find((candidate) => candidate === text)
  if (!known)
    throw new JobdeckError('usage', `"${safeLine(text, 40)}" is no status`, `choose of ${statuses.join(', ')}`)
  return [...(previous ?? []), known]
}

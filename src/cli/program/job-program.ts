// The commands about jobs: register, emit, list, show, logs, audit, cancel, clear.
import { Argument, type Command, Option } from 'commander'
import { eventTypes } from '../../domain/protocol/event.ts'
import { exitStatus } from '../exit-status.ts'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'
import {
  duration,
  eventType,
  jobId,
  oneJobId,
  recordStatus,
  recordStatuses,
  repeated,
  waitLimit,
} from './option-parsers.ts'

export function addJobCommands(program: Command, dispatch: Dispatch): void {
  addRegister(program, dispatch)
  addEmit(program, dispatch)
  addList(program, dispatch)
  addOneJobCommands(program, dispatch)
}

function addRegister(program: Command, dispatch: Dispatch): void {
  program
    .command('register')
    .description('write a job into the registry and print its id, nothing else')
    .requiredOption('--prompt <text>', 'what the agent should do; "-" reads it from stdin')
    .option('--agent <agent>', 'claude-code, codex, opencode, human, …', 'claude-code')
    .option('--session <session>', "the agent's session, such as tmux:claude")
    .option('--timeout <duration>', 'total limit, such as 90s or 1h30m (default: 1h)', duration)
    .option('--idle-timeout <duration>', 'limit between events (default: 2m)', duration)
    .option('--artifact <path>', 'a file that the job should produce; repeatable', repeated)
    .option('--broker <profile>', "store this profile's broker, password included, in the record for the worker")
    .option('--auth-token <source>', 'sign events with a token: "auto" makes one, "-" reads it from stdin')
    .addHelpText(
      'after',
      helpEnd([
        'jobdeck register --prompt "Fix the parser" --session tmux:claude',
        'jobdeck register --prompt - --timeout 2h < task.md',
      ]),
    )
    .action((options) =>
      dispatch(async (context) => (await import('../commands/register.ts')).runRegister(context, options)),
    )
}

function addEmit(program: Command, dispatch: Dispatch): void {
  program
    .command('emit')
    .description('publish an event of a job and print "seq=N acked"; while its broker is away it stays queued')
    .argument('<job>', 'the id of the job', oneJobId)
    .addArgument(new Argument('<event>', 'what happened').choices(eventTypes).argParser(eventType))
    .addOption(new Option('--detail <text>', 'text for people').default('', 'none'))
    .option('--data <json>', 'metadata, a JSON object')
    .option('--retain', 'retain it on the broker for late subscribers (the default for completed and error)')
    .option('--no-retain', 'do not retain it')
    .addOption(
      new Option('--timeout <duration>', 'limit for connecting and for the acknowledgement')
        .argParser(waitLimit)
        .default(10, '10s'),
    )
    .option('--no-wait', 'print "seq=N queued" at once: it is sent in the background')
    .option('--force', 'publish it even though the job has ended')
    .addHelpText(
      'after',
      helpEnd([
        'jobdeck emit 3f9a12bc started',
        'jobdeck emit 3f9a12bc progress --detail "tests 96/140"',
        'jobdeck emit 3f9a12bc completed --data \'{"tests": 140}\'',
      ]),
    )
    .action((job, event, options) =>
      dispatch(async (context) => (await import('../commands/emit.ts')).runEmit(context, job, event, options)),
    )
}

function addList(program: Command, dispatch: Dispatch): void {
  program
    .command('list')
    .description('list the jobs in the registry, newest first')
    .addOption(
      new Option('--status <status>', 'only jobs with this status; repeatable')
        .choices(recordStatuses)
        .argParser(recordStatus),
    )
    .option('--json', 'print a JSON array of records, secrets masked')
    .addHelpText(
      'after',
      helpEnd(['jobdeck list --status pending --status running', "jobdeck list --json | jq -r '.[].job_id'"], {
        [exitStatus.badData]: 'a record cannot be used; the others are listed',
      }),
    )
    .action((options) => dispatch(async (context) => (await import('../commands/list.ts')).runList(context, options)))
}

function addOneJobCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('show')
    .description('show the record of a job')
    .argument('<job>', 'the id of the job', oneJobId)
    .option('--json', 'print the record as JSON, secrets masked')
    .addHelpText('after', helpEnd(['jobdeck show 3f9a12bc', 'jobdeck show 3f9a12bc --json']))
    .action((job, options) =>
      dispatch(async (context) => (await import('../commands/show.ts')).runShow(context, job, options)),
    )
  program
    .command('logs')
    .description('print the events of a job from the ledger and its log files, oldest first')
    .argument('<job>', 'the id of the job', oneJobId)
    .option('--json', 'print one JSON object per line, as watch does')
    .addHelpText('after', helpEnd(['jobdeck logs 3f9a12bc', 'jobdeck --profile local-tls logs 3f9a12bc --json']))
    .action((job, options) =>
      dispatch(async (context) => (await import('../commands/logs.ts')).runLogs(context, job, options)),
    )
  program
    .command('audit')
    .description('show which events of jobs were received, and which are missing')
    .argument('[jobs...]', 'the ids of the jobs; without any, every job', jobId)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      helpEnd(['jobdeck audit', 'jobdeck audit 3f9a12bc', "jobdeck audit --json | jq '.jobs[].missed'"], {
        [exitStatus.failed]: 'an event is missing or was not recorded',
        [exitStatus.badData]: 'a job is unknown, or a record cannot be used',
      }),
    )
    .action((jobs, options) =>
      dispatch(async (context) => (await import('../commands/audit.ts')).runAudit(context, jobs, options)),
    )
  program
    .command('cancel')
    .description('mark a job in the registry as cancelled, without notifying its agent')
    .argument('<job>', 'the id of the job', oneJobId)
    .addHelpText('after', helpEnd(['jobdeck cancel 3f9a12bc']))
    .action((job) => dispatch(async (context) => (await import('../commands/cancel.ts')).runCancel(context, job)))
  program
    .command('clear')
    .description("remove a job's retained event from its broker, after a question")
    .argument('<job>', 'the id of the job', oneJobId)
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      helpEnd(['jobdeck clear 3f9a12bc', 'jobdeck clear 3f9a12bc --yes'], {
        [exitStatus.failed]: 'the answer was not yes',
      }),
    )
    .action((job, options) =>
      dispatch(async (context) => (await import('../commands/clear.ts')).runClear(context, job, options)),
    )
}

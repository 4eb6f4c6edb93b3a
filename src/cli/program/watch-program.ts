// The commands that only watch: the demo, `watch`, which needs no terminal, and the replay.
import { type Command, Option } from 'commander'
import { exitStatus } from '../exit-status.ts'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'
import { agentCount, duration, jobId, moment, oneJobId, replaySpeed, speed } from './option-parsers.ts'

export function addWatchCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('demo')
    .description('show the monitor with simulated agents, on a broker inside the process')
    .addOption(new Option('--agents <n>', 'how many agents work at once').argParser(agentCount).default(6))
    .addOption(new Option('--speed <x>', 'how much faster than real time').argParser(speed).default(1))
    .addHelpText('after', helpEnd(['jobdeck demo', 'jobdeck demo --agents 20 --speed 4']))
    .action((options) => dispatch(async (context) => (await import('../commands/demo.ts')).runDemo(context, options)))
  program
    .command('watch')
    .description('print a line per event, and report by the exit status how the jobs ended')
    .argument('[jobs...]', 'the jobs to wait for; without any and without --any, every job, forever', jobId)
    .option('--any', 'wait for all pending and running jobs in the registry')
    .option('--timeout <duration>', "total limit, such as 90s or 1h30m (default: the record's, else 1h)", duration)
    .option('--idle-timeout <duration>', "limit between events (default: the record's, else 2m)", duration)
    .option('--json', 'print one JSON object per line')
    .option('--record <file>', 'also append the events to a file')
    .addHelpText(
      'after',
      helpEnd(['jobdeck watch 3f9a12bc --timeout 30m', 'jobdeck watch --any', 'jobdeck watch --json'], {
        [exitStatus.done]: 'every watched job completed, or none was open',
        [exitStatus.failed]: 'a watched job ended in error',
        [exitStatus.timedOut]: 'a watched job timed out, or --timeout passed',
        [exitStatus.badData]: 'a record cannot be used, so its job cannot be judged',
      }),
    )
    .action((jobs, options) =>
      dispatch(async (context) => (await import('../commands/watch.ts')).runWatch(context, jobs, options)),
    )
  program
    .command('replay')
    .description('show the monitor over a recording or over the ledger: nothing is connected, sent or written')
    .argument('[file]', 'what jobdeck watch --record has written')
    .option('--job <job>', 'replay what the ledger has of one job', oneJobId)
    .option(
      '--since <moment>',
      'replay what the ledger has since then, such as 90m ago or 2026-06-19T09:30:00Z',
      moment,
    )
    .addOption(new Option('--speed <x>', 'how much faster than in reality').argParser(replaySpeed).default(1))
    .addHelpText(
      'after',
      helpEnd(['jobdeck replay night.jsonl --speed 20', 'jobdeck replay --job 3f9a12bc', 'jobdeck replay --since 2h'], {
        [exitStatus.badData]: 'there is nothing to replay, or a newer jobdeck has recorded it',
        [exitStatus.inputOutput]: 'the recording or the ledger cannot be read',
      }),
    )
    .action((file, options) =>
      dispatch(async (context) => (await import('../commands/replay.ts')).runReplay(context, file, options)),
    )
}

// The commands about brokers: serve one, prepare one, check one.
import type { Command } from 'commander'
import { exitStatus } from '../exit-status.ts'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'
import { port, repeated } from './option-parsers.ts'

export function addBrokerCommands(program: Command, dispatch: Dispatch): void {
  const broker = program
    .command('broker')
    .description('serve the embedded broker, or prepare the docker-managed one')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', helpEnd(['jobdeck broker serve', 'jobdeck broker init --host mqtt.internal']))
  broker
    .command('serve')
    .description('serve the embedded broker in the foreground, on 127.0.0.1, and print its address')
    .option('--port <port>', 'the port to listen on (default: any free one)', port)
    .option('--data <dir>', 'keep retained events and sessions in this directory')
    .addHelpText('after', helpEnd(['jobdeck broker serve --port 18830 --data broker-data']))
    .action((options) =>
      dispatch(async (context) => (await import('../commands/broker-serve.ts')).runBrokerServe(context, options)),
    )
  broker
    .command('init')
    .description('create certificates, users and passwords for the docker-managed Mosquitto in this directory')
    .option('--host <name>', 'a name or address that clients use to reach it; repeatable', repeated)
    .addHelpText('after', helpEnd(['jobdeck broker init', 'jobdeck broker init --host mqtt.internal']))
    .action((options) =>
      dispatch(async (context) => (await import('../commands/broker-init.ts')).runBrokerInit(context, options)),
    )
  addCheckCommands(program, dispatch)
}

function addCheckCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('verify')
    .description('prove a cut-over: delivery, retained events, and what each login may not do')
    .option('--publisher <profile>', "the worker's login (default: the observer's own)")
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      helpEnd(['jobdeck verify', 'jobdeck --profile local-tls verify --publisher worker'], {
        [exitStatus.done]: 'every check passed',
        [exitStatus.failed]: 'a check failed',
      }),
    )
    .action((options) =>
      dispatch(async (context) => (await import('../commands/verify.ts')).runVerify(context, options)),
    )
  program
    .command('doctor')
    .description('find out what is wrong on this machine, and how to fix it')
    .addHelpText(
      'after',
      helpEnd(['jobdeck doctor'], {
        [exitStatus.done]: 'everything works',
        [exitStatus.failed]: 'something does not work',
      }),
    )
    .action(() => dispatch(async (context) => (await import('../commands/doctor.ts')).runDoctor(context)))
}

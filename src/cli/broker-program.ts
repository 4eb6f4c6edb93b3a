// The commands around brokers of the table in program.ts: serve one, prepare one, name them, prove one.
import { type Command, Option } from 'commander'
import { port, repeated } from './option-parsers.ts'
import type { Dispatch } from './program.ts'

export function addBrokerCommands(program: Command, dispatch: Dispatch): void {
  const broker = program.command('broker').description('the embedded broker, and files for the docker-managed one')
  broker
    .command('serve')
    .description('the embedded broker in the foreground')
    .option('--port <port>', 'loopback port; without it a free one', port)
    .option('--data <dir>', 'keep retained events and sessions in this directory')
    .action((options) =>
      dispatch(async (context) => (await import('./commands/broker-serve.ts')).runBrokerServe(context, options)),
    )
  broker
    .command('init')
    .description('certificates, users and passwords for the docker-managed Mosquitto, in this directory')
    .option('--host <name>', 'a name or address that clients reach it by; may be repeated', repeated)
    .action((options) =>
      dispatch(async ({ cwd, stdout, stderr }) =>
        (await import('./commands/broker-init.ts')).runBrokerInit({ cwd, hosts: options.host ?? [], stdout, stderr }),
      ),
    )
  addProfileCommands(program, dispatch)
  addCheckCommands(program, dispatch)
}

function addProfileCommands(program: Command, dispatch: Dispatch): void {
  const profile = program.command('profile').description('brokers by name')
  const load = () => import('./commands/profile.ts')
  profile
    .command('list')
    .description('every profile')
    .option('--json', 'as a JSON array')
    .action((options) => dispatch(async (context) => (await load()).runProfileList(context, options)))
  profile
    .command('show')
    .description('one profile, secrets masked')
    .argument('<name>')
    .option('--json', 'as JSON')
    .action((name, options) => dispatch(async (context) => (await load()).runProfileShow(context, name, options)))
  // The topic base is a global option, which commander takes for the program wherever it stands.
  const withTopicBase = (options: object) => ({ ...options, topicBase: program.opts().topicBase })
  profileOptions(profile.command('add').description('a new profile').argument('<name>')).action((name, options) =>
    dispatch(async (context) => (await load()).runProfileAdd(context, name, withTopicBase(options))),
  )
  profileOptions(profile.command('edit').description('change a profile').argument('<name>')).action((name, options) =>
    dispatch(async (context) => (await load()).runProfileEdit(context, name, withTopicBase(options))),
  )
  profile
    .command('remove')
    .description('forget a profile')
    .argument('<name>')
    .action((name) => dispatch(async (context) => (await load()).runProfileRemove(context, name)))
  profile
    .command('use')
    .description('the profile to use from now on, where none is named')
    .argument('<name>')
    .action((name) => dispatch(async (context) => (await load()).runProfileUse(context, name)))
}

/** The password never comes from argv: it is asked for, or a variable or a command gives it. */
function profileOptions(command: Command): Command {
  return command
    .option('--host <host>', 'host name or IP address')
    .option('--port <port>', 'port; without it the usual one', port)
    .option('--tls', 'with TLS')
    .option('--no-tls', 'without')
    .addOption(new Option('--transport <transport>', 'MQTT over TCP or over WebSocket').choices(['tcp', 'websocket']))
    .option('--ca <file>', 'CA bundle')
    .option('--cert <file>', 'client certificate (mutual TLS)')
    .option('--key <file>', 'key of the client certificate')
    .option('--username <user>', 'login')
    .option('--password', 'ask for a password and keep it in the file')
    .option('--no-password', 'no password')
    .option('--password-env <variable>', 'the password is in this environment variable')
    .option('--password-command <command>', 'this command prints the password')
    .option('--client-id-prefix <prefix>', 'start of the client id')
}

function addCheckCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('verify')
    .description('prove a cut-over: delivery, retained events, and what each login may not do')
    .option('--publisher <profile>', "the worker's login; without it the observer's own")
    .option('--json', 'the result as JSON')
    .action((options) =>
      dispatch(async (context) => (await import('./commands/verify.ts')).runVerify(context, options)),
    )
  program
    .command('doctor')
    .description('what is wrong on this machine, and how to mend it')
    .action(() => dispatch(async (context) => (await import('./commands/doctor.ts')).runDoctor(context)))
}

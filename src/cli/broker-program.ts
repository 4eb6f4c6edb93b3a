// The commands around brokers of the table in program.ts: serve one, prepare one, name them, prove one.
import { type Command, Option } from 'commander'
import { exitStatus } from './exit-status.ts'
import { helpEnd } from './help-end.ts'
import { port, repeated } from './option-parsers.ts'
import type { Dispatch } from './program.ts'

export function addBrokerCommands(program: Command, dispatch: Dispatch): void {
  const broker = program
    .command('broker')
    .description('serve the embedded broker, or prepare the docker-managed one')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', helpEnd(['jobdeck broker serve', 'jobdeck broker init --host mqtt.internal']))
  broker
    .command('serve')
    .description('serve the embedded broker in the foreground, on 127.0.0.1, and print its address')
    .option('--port <port>', 'the port to listen on (default: a free one)', port)
    .option('--data <dir>', 'keep retained events and sessions in this directory')
    .addHelpText('after', helpEnd(['jobdeck broker serve --port 18830 --data broker-data']))
    .action((options) =>
      dispatch(async (context) => (await import('./commands/broker-serve.ts')).runBrokerServe(context, options)),
    )
  broker
    .command('init')
    .description('make certificates, users and passwords for the docker-managed Mosquitto, in this directory')
    .option('--host <name>', 'a name or address that clients reach it by; may be repeated', repeated)
    .addHelpText('after', helpEnd(['jobdeck broker init', 'jobdeck broker init --host mqtt.internal']))
    .action((options) =>
      dispatch(async ({ cwd, stdout, stderr }) =>
        (await import('./commands/broker-init.ts')).runBrokerInit({ cwd, hosts: options.host ?? [], stdout, stderr }),
      ),
    )
  addProfileCommands(program, dispatch)
  addCheckCommands(program, dispatch)
}

const nameWords = 'the name of the profile'
const addExample = 'jobdeck profile add office --host mqtt.internal --tls --username me'

function addProfileCommands(program: Command, dispatch: Dispatch): void {
  const profile = program
    .command('profile')
    .description('name brokers, and choose among them')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', helpEnd(['jobdeck profile list', addExample, 'jobdeck profile use office']))
  const load = () => import('./commands/profile.ts')
  profile
    .command('list')
    .description('list every profile, the one in use with a star')
    .option('--json', 'print a JSON array')
    .addHelpText('after', helpEnd(['jobdeck profile list']))
    .action((options) => dispatch(async (context) => (await load()).runProfileList(context, options)))
  profile
    .command('show')
    .description('show a profile, its password masked')
    .argument('<name>', nameWords)
    .option('--json', 'print a JSON object')
    .addHelpText('after', helpEnd(['jobdeck profile show local-tls']))
    .action((name, options) => dispatch(async (context) => (await load()).runProfileShow(context, name, options)))
  // The topic base is a global option, which commander takes for the program wherever it stands.
  const withTopicBase = (options: object) => ({ ...options, topicBase: program.opts().topicBase })
  profileOptions(profile.command('add').description('save a new profile'))
    .addHelpText('after', helpEnd([addExample]))
    .action((name, options) =>
      dispatch(async (context) => (await load()).runProfileAdd(context, name, withTopicBase(options))),
    )
  profileOptions(profile.command('edit').description('change what the options say of a profile, and keep the rest'))
    .addHelpText('after', helpEnd(['jobdeck profile edit office --port 8883 --tls']))
    .action((name, options) => {
      const changes = withTopicBase(options)
      // It takes the profile's away; as this program's own it would be refused.
      if (changes.topicBase === '') program.setOptionValue('topicBase', undefined)
      dispatch(async (context) => (await load()).runProfileEdit(context, name, changes))
    })
  profile
    .command('remove')
    .description('remove a saved profile')
    .argument('<name>', nameWords)
    .addHelpText('after', helpEnd(['jobdeck profile remove office']))
    .action((name) => dispatch(async (context) => (await load()).runProfileRemove(context, name)))
  profile
    .command('use')
    .description('use this profile from now on, where none is named')
    .argument('<name>', nameWords)
    .addHelpText('after', helpEnd(['jobdeck profile use office']))
    .action((name) => dispatch(async (context) => (await load()).runProfileUse(context, name)))
}

/** The password never comes from argv: it is asked for, or a variable or a command gives it. */
function profileOptions(command: Command): Command {
  return command
    .argument('<name>', nameWords)
    .option('--host <host>', 'host name or IP address')
    .option('--port <port>', 'port (default of a new profile: 1883, with TLS 8883, over WebSocket 9001)', port)
    .option('--tls', 'use TLS')
    .option('--no-tls', 'use no TLS')
    .addOption(new Option('--transport <transport>', 'how MQTT is carried').choices(['tcp', 'websocket']))
    .option('--ca <file>', 'CA bundle that the broker is checked with')
    .option('--cert <file>', 'client certificate (mutual TLS)')
    .option('--key <file>', 'key of the client certificate')
    .option('--username <user>', 'the user to log in as')
    .option('--password', 'ask for a password and keep it in the file')
    .option('--no-password', 'use no password')
    .option('--password-env <variable>', 'take the password from this environment variable')
    .option('--password-command <command>', 'take the password from what this command prints')
    .option('--client-id-prefix <prefix>', 'what the client id begins with')
}

function addCheckCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('verify')
    .description('prove a cut-over: delivery, retained events, and what each login may not do')
    .option('--publisher <profile>', "the worker's login; without it the observer's own")
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      helpEnd(['jobdeck verify', 'jobdeck --profile local-tls verify --publisher worker'], {
        [exitStatus.done]: 'every check holds',
        [exitStatus.failed]: 'a check failed',
      }),
    )
    .action((options) =>
      dispatch(async (context) => (await import('./commands/verify.ts')).runVerify(context, options)),
    )
  program
    .command('doctor')
    .description('tell what is wrong on this machine, and how to mend it')
    .addHelpText(
      'after',
      helpEnd(['jobdeck doctor'], {
        [exitStatus.done]: 'everything works',
        [exitStatus.failed]: 'something does not work',
      }),
    )
    .action(() => dispatch(async (context) => (await import('./commands/doctor.ts')).runDoctor(context)))
}

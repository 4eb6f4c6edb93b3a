// The commands about profiles, which give brokers a name.
import { type Command, Option } from 'commander'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'
import { port } from './option-parsers.ts'

const nameHelp = 'the name of the profile'
const addExample = 'jobdeck profile add office --host mqtt.internal --tls --username me'

export function addProfileCommands(program: Command, dispatch: Dispatch): void {
  const profile = program
    .command('profile')
    .description('name brokers, and choose among them')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', helpEnd(['jobdeck profile list', addExample, 'jobdeck profile use office']))
  profile
    .command('list')
    .description('list every profile; a star marks the one in use')
    .option('--json', 'print a JSON array')
    .addHelpText('after', helpEnd(['jobdeck profile list']))
    .action((options) =>
      dispatch(async (context) => (await import('../commands/profile-list.ts')).runProfileList(context, options)),
    )
  profile
    .command('show')
    .description('show a profile, its password masked')
    .argument('<profile>', nameHelp)
    .option('--json', 'print a JSON object')
    .addHelpText('after', helpEnd(['jobdeck profile show local-tls']))
    .action((name, options) =>
      dispatch(async (context) => (await import('../commands/profile-show.ts')).runProfileShow(context, name, options)),
    )
  addChangingCommands(program, profile, dispatch)
}

function addChangingCommands(program: Command, profile: Command, dispatch: Dispatch): void {
  // The topic base is a global option, which commander assigns to the program wherever it appears.
  const withTopicBase = (options: object) => ({ ...options, topicBase: program.opts().topicBase })
  addProfileOptions(profile.command('add').argument('<name>', nameHelp).description('save a new profile'))
    .addHelpText('after', helpEnd([addExample]))
    .action((name, options) => {
      const fields = withTopicBase(options)
      dispatch(async (context) => (await import('../commands/profile-add.ts')).runProfileAdd(context, name, fields))
    })
  addProfileOptions(
    profile
      .command('edit')
      .argument('<profile>', nameHelp)
      .description('change the given fields of a profile and keep the rest'),
  )
    .addHelpText('after', helpEnd(['jobdeck profile edit office --port 8883 --tls']))
    .action((name, options) => {
      const changes = withTopicBase(options)
      // An empty topic base removes the profile's; as a global option it would be rejected.
      if (changes.topicBase === '') program.setOptionValue('topicBase', undefined)
      dispatch(async (context) => (await import('../commands/profile-edit.ts')).runProfileEdit(context, name, changes))
    })
  profile
    .command('remove')
    .description('remove a saved profile')
    .argument('<profile>', nameHelp)
    .addHelpText('after', helpEnd(['jobdeck profile remove office']))
    .action((name) =>
      dispatch(async (context) => (await import('../commands/profile-remove.ts')).runProfileRemove(context, name)),
    )
  profile
    .command('use')
    .description('use this profile from now on, unless another is named')
    .argument('<profile>', nameHelp)
    .addHelpText('after', helpEnd(['jobdeck profile use office']))
    .action((name) =>
      dispatch(async (context) => (await import('../commands/profile-use.ts')).runProfileUse(context, name)),
    )
}

/** The password never comes from argv: it is asked for, or a variable or a command provides it. */
function addProfileOptions(command: Command): Command {
  return command
    .option('--host <host>', 'host name or IP address')
    .option('--port <port>', 'port (default of a new profile: 1883, with TLS 8883, over WebSocket 9001)', port)
    .option('--tls', 'use TLS')
    .option('--no-tls', 'do not use TLS')
    .addOption(new Option('--transport <transport>', 'how MQTT is transported').choices(['tcp', 'websocket']))
    .option('--ca <file>', 'CA bundle to check the broker with')
    .option('--cert <file>', 'client certificate (mutual TLS)')
    .option('--key <file>', 'key of the client certificate')
    .option('--username <user>', 'the user to log in as')
    .option('--password', 'ask for a password and keep it in the file')
    .option('--no-password', 'do not use a password')
    .option('--password-env <variable>', 'read the password from this environment variable')
    .option('--password-command <command>', 'read the password from the output of this command')
    .option('--client-id-prefix <prefix>', 'what the client id begins with')
}

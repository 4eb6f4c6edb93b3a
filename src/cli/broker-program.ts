// The `jobdeck broker …` commands of the table in program.ts.
import type { Command } from 'commander'
import { port } from './option-parsers.ts'
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
}

// The commands about the outbox.
import type { Command } from 'commander'
import type { Dispatch } from './dispatch.ts'
import { helpEnd } from './help-end.ts'
import { entryId, entryIds } from './option-parsers.ts'

export function addOutboxCommands(program: Command, dispatch: Dispatch): void {
  const outbox = program
    .command('outbox')
    .description('show the events that are on their way to a broker, retry them, or give them up')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', helpEnd(['jobdeck outbox', 'jobdeck outbox retry', 'jobdeck outbox drop 12']))
  outbox
    .command('list', { isDefault: true })
    .description('list what is queued: why, since when, and for which broker')
    .option('--all', 'list what was acknowledged or dropped, too')
    .option('--json', 'print a JSON array')
    .addHelpText('after', helpEnd(['jobdeck outbox list', "jobdeck outbox list --json | jq -r '.[].why'"]))
    .action((options) =>
      dispatch(async (context) => (await import('../commands/outbox-list.ts')).runOutboxList(context, options)),
    )
  outbox
    .command('retry')
    .description('send what waits now, and what was set aside once more, with the seqs that they have')
    .argument('[ids...]', 'the entries; without any, all that wait or were set aside', entryIds)
    .addHelpText('after', helpEnd(['jobdeck outbox retry', 'jobdeck outbox retry 12']))
    .action((ids) =>
      dispatch(async (context) => (await import('../commands/outbox-retry.ts')).runOutboxRetry(context, ids)),
    )
  outbox
    .command('drop')
    .description('give entries up; readers of their jobs will miss their seqs')
    .argument('<ids...>', 'the entries', entryIds)
    .addHelpText('after', helpEnd(['jobdeck outbox drop 12']))
    .action((ids) =>
      dispatch(async (context) => (await import('../commands/outbox-drop.ts')).runOutboxDrop(context, ids)),
    )
  outbox
    .command('send', { hidden: true })
    .argument('<id>', 'an entry of the broker to send to', entryId)
    .action((id) =>
      dispatch(async (context) => (await import('../commands/outbox-send.ts')).runOutboxSend(context, id)),
    )
}

// `jobdeck outbox send`: the sender process. It is started by other commands, and has no terminal.
import { publisherRoutes } from '../../app/outbox/publisher-routes.ts'
import { runSenderProcess } from '../../app/outbox/sender-process.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { withOutbox } from '../context/with-outbox.ts'
import { exitStatus } from '../exit-status.ts'

/** Sends what is queued for the broker of an entry, until nothing has been left for 30 s. */
export async function runOutboxSend(context: CliContext, id: number): Promise<number> {
  const channel = await withOutbox(context, (outbox) => outbox.entry(id))
  if (!channel) return exitStatus.badData
  const routeOf = publisherRoutes({ ...context, profiles: profilesOf(context) })
  await runSenderProcess({ ...context, channel, routeOf })
  return exitStatus.done
}

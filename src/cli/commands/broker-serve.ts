// `jobdeck broker serve`: the embedded broker in the foreground, for anyone without a broker.
import { startEmbeddedBroker } from '../../io/own-broker/embedded.ts'
import type { CliContext } from '../context/context.ts'
import { awaitStopSignal } from '../signals.ts'

/** Serves until a signal; prints the broker's URL on stdout when it accepts connections. */
export async function runBrokerServe(
  context: CliContext,
  options: { readonly port?: number; readonly data?: string },
): Promise<number> {
  const stopped = awaitStopSignal(context)
  const broker = await startEmbeddedBroker({ port: options.port, dataDir: options.data })
  context.stdout.write(`${broker.url}\n`)
  const status = await stopped.status
  await broker.close()
  return status
}

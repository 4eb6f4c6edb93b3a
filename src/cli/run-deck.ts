// Joins the monitor and the screen: what `jobdeck` and `jobdeck demo` have in common.
import { Monitor, type MonitorOptions } from '../monitor/monitor.ts'
import { openScreen } from '../ui/render-deck.tsx'
import type { CliContext } from './cli-context.ts'
import { exitStatus } from './exit-status.ts'

/** Runs the deck until the person leaves it. */
export async function runDeck(_context: CliContext, options: MonitorOptions): Promise<number> {
  const monitor = new Monitor(options)
  monitor.start()
  try {
    await openScreen({ store: monitor.store, commands: monitor }).waitUntilExit()
    return exitStatus.done
  } finally {
    await monitor.close()
  }
}

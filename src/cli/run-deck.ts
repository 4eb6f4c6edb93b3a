// Joins the monitor and the screen: what `jobdeck` and `jobdeck demo` have in common.
import { Deck, type DeckOptions } from '../app/deck/deck.ts'
import { openScreen } from '../ui/frame/render-deck.tsx'
import { exitStatus } from './exit-status.ts'

/** Runs the deck until the person leaves it, or a signal ends it: then the status is 128 + its number. */
export async function runDeck(options: DeckOptions): Promise<number> {
  const monitor = new Deck(options)
  monitor.start()
  try {
    await openScreen({ store: monitor.store, commands: monitor }).waitUntilExit()
    return typeof process.exitCode === 'number' ? process.exitCode : exitStatus.done
  } finally {
    await monitor.close()
  }
}

// Joins the monitor and the screen: what `jobdeck` and `jobdeck demo` have in common.
import { Deck, type DeckOptions } from '../app/deck/deck.ts'
import { systemClock } from '../io/clock/system-clock.ts'
import { openScreen } from '../ui/frame/render-deck.tsx'
import { colourOf, editorCommand } from './context/screen-settings.ts'
import { exitStatus } from './exit-status.ts'

/** Runs the deck until the person leaves it, or a signal ends it: then the status is 128 + its number. */
export async function runDeck(options: DeckOptions): Promise<number> {
  const monitor = new Deck(options)
  monitor.start()
  try {
    const editor = { command: editorCommand(options.env), clock: systemClock }
    const colour = colourOf(options.env)
    await openScreen({
      store: monitor.store,
      commands: monitor,
      colour,
      editor,
      keySettings: undefined,
    }).waitUntilExit()
    return typeof process.exitCode === 'number' ? process.exitCode : exitStatus.done
  } finally {
    await monitor.close()
  }
}

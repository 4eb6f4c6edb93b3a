// Joins the deck and the screen: what `jobdeck` and `jobdeck demo` have in common.
import { Deck, type DeckOptions } from '../app/deck/deck.ts'
import { openScreen } from '../ui/frame/render-deck.tsx'
import { colourOf, editorCommand } from './context/screen-settings.ts'
import { exitStatus } from './exit-status.ts'

/** Runs the deck until the person leaves it, or a signal ends it: then the status is 128 + its number. */
export async function runDeck(options: DeckOptions): Promise<number> {
  const deck = new Deck(options)
  deck.start()
  try {
    const editor = { command: editorCommand(options.env), clock: options.clock }
    const colour = colourOf(options.env)
    await openScreen({
      store: deck.store,
      commands: deck.commands,
      colour,
      editor,
      keySettings: undefined,
    }).waitUntilExit()
    return typeof process.exitCode === 'number' ? process.exitCode : exitStatus.done
  } finally {
    await deck.close()
  }
}

// Connects the deck to the screen, for `jobdeck` and `jobdeck demo` alike.
import { Deck, type DeckOptions } from '../app/deck/deck.ts'
import { describeError } from '../domain/failure.ts'
import { safeLine } from '../domain/text/safe-text.ts'
import { openScreen } from '../ui/frame/render-deck.tsx'
import type { CliContext } from './context/context.ts'
import { screenSettings } from './context/screen-settings.ts'
import { exitStatus } from './exit-status.ts'
import { note } from './output/note.ts'

/** Runs the deck until the user leaves it, or a signal ends it: then the status is 128 + its number. */
export async function runDeck(context: CliContext, options: DeckOptions): Promise<number> {
  const deck = new Deck(options)
  deck.start()
  try {
    const { store } = deck
    await openScreen({ store, commands: deck.commands, ...screenSettings(context) }).waitUntilExit()
    return typeof process.exitCode === 'number' ? process.exitCode : exitStatus.done
  } finally {
    for (const loss of await deck.close()) note(context, safeLine(describeError(loss), 400))
  }
}

// Emitting by key in a test: what the dialog hands over, and what the pane then shows of it.
import type { EventType } from '../../../src/domain/protocol/event.ts'
import { request } from '../../io/registry/fixtures.ts'
import type { RunningDeck } from '../deck/run-deck.ts'

/** A record without credentials: its events go over the deck's own connection. */
export const unsigned = { ...request, broker: null }

export function press(deck: RunningDeck, jobId: string, event: EventType, detail = ''): void {
  deck.commands.emit({ job: deck.key(jobId), event, detail })
}

/** The outcome that the store shows for a job; empty for none. */
export function outcomeOf(deck: RunningDeck, jobId: string): string {
  return deck.state().outcomes.get(deck.key(jobId))?.text ?? ''
}

export function untilOutcome(deck: RunningDeck, jobId: string, wanted: RegExp) {
  return deck.until(() => wanted.test(outcomeOf(deck, jobId)), `the outcome ${wanted}`)
}

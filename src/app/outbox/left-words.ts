// What is said of events that are still queued when a deck is left.
import { safeLine } from '../../domain/text/safe-text.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { eventOfEntry } from './record-sent.ts'

const maxNamed = 3

/** One line for those that are sent later, one for those whose broker ends with the deck. */
export function leftWords(entries: readonly OutboxEntry[]): readonly string[] {
  const lost = entries.filter(({ profile }) => profile === 'embedded')
  const kept = entries.filter(({ profile }) => profile !== 'embedded')
  return [
    ...(kept.length > 0
      ? [`${counted(kept)} still queued and sent in the background within 24 h: jobdeck outbox shows how it goes`]
      : []),
    ...(lost.length > 0 ? [`${counted(lost)} lost: the embedded broker has ended`] : []),
  ]
}

function counted(entries: readonly OutboxEntry[]): string {
  const named = entries.slice(0, maxNamed).map((entry) => {
    return `#${entry.seq} ${eventOfEntry(entry) ?? 'an event'} of ${safeLine(entry.jobId)}`
  })
  const others = entries.length > maxNamed ? `, and ${entries.length - maxNamed} more` : ''
  const [are, events] = entries.length === 1 ? ['is', '1 event'] : ['are', `${entries.length} events`]
  return `${events} (${named.join(', ')}${others}) ${are}`
}

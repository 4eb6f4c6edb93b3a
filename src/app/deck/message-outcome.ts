// What was done with a message that an intake took, and why some are dropped, in words.
import type { Effect } from '../../domain/jobs/effect.ts'
import type { EntryNote } from '../../domain/jobs/job.ts'
import type { FoldOutcome } from '../../domain/jobs/judge.ts'
import type { DropReason } from '../../domain/protocol/decode.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf } from '../../domain/protocol/topics.ts'
import type { IntakeRecord } from './record-topics.ts'

/** What the ledger keeps of an event: the payload's text, and what was made of it. */
export interface KeptEvent {
  readonly event: JobEvent
  readonly text: string
  readonly note: EntryNote | null
  readonly effect: Effect
}

/** What was done with a message. A dropped one may be kept too, marked: it changed nothing, or ended an ended job. */
export type MessageOutcome =
  | ({ readonly kind: 'accepted' } & KeptEvent)
  | { readonly kind: 'ignored' }
  | {
      readonly kind: 'dropped'
      readonly reason: DropReason
      readonly explanation: string
      readonly kept?: KeptEvent
    }

const explanations: Readonly<Record<Exclude<FoldOutcome, 'accepted'>, (event: JobEvent) => string>> = {
  duplicate: ({ seq, jobId }) => `seq ${seq} of ${jobId} was seen before`,
  'second-end': ({ event, jobId }) => `${event} of ${jobId}, which had ended`,
  stray: ({ seq, jobId }) => `seq ${seq} of ${jobId} is far above every other`,
  unsigned: ({ seq, jobId }) => `seq ${seq} of ${jobId} has no signature, though the job has a token`,
  forged: ({ seq, jobId }) => `seq ${seq} of ${jobId} has a wrong signature`,
}

/** What was done with an event, as the fold decided. */
export function outcomeOf(outcome: FoldOutcome, kept: KeptEvent): MessageOutcome {
  const { event, text, note, effect } = kept
  if (outcome === 'accepted') return { kind: 'accepted', event, text, note, effect }
  const dropped = { kind: 'dropped', reason: outcome, explanation: explanations[outcome](kept.event) } as const
  return outcome === 'duplicate' ? dropped : { ...dropped, kept }
}

/** Write access to another topic must not allow speaking for the job. */
export function elsewhere(id: JobId, { topicPrefix }: IntakeRecord): MessageOutcome {
  const explanation = `the record of ${id} says that its events come on ${eventsTopicOf(topicPrefix)}`
  return { kind: 'dropped', reason: 'wrong-id', explanation }
}

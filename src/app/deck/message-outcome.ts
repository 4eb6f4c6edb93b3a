// What becomes of a message that an intake takes, and why some are dropped, in words.
import type { DropReason } from '../../domain/protocol/decode.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf } from '../../domain/protocol/topics.ts'
import type { Judgement } from './judgement.ts'
import type { IntakeRecord } from './record-topics.ts'

/** An event for the ledger: the payload's text, and what was made of it. */
export interface Kept extends Judgement {
  readonly event: JobEvent
  readonly text: string
}

/** What became of a message. What is dropped may be kept all the same: as a trace, without influence. */
export type MessageOutcome =
  | ({ readonly kind: 'accepted' } & Kept)
  | { readonly kind: 'ignored' }
  | {
      readonly kind: 'dropped'
      readonly reason: DropReason
      readonly explanation: string
      readonly kept?: Kept
    }

export const explanations: Readonly<Record<'duplicate' | 'second-end' | 'forged', (event: JobEvent) => string>> = {
  duplicate: ({ seq, jobId }) => `seq ${seq} of ${jobId} was seen before`,
  'second-end': ({ event, jobId }) => `${event} of ${jobId}, which had ended`,
  forged: ({ seq, jobId }) => `seq ${seq} of ${jobId} has a wrong signature`,
}

/** Write access to another topic must not allow speaking for the job. */
export function elsewhere(id: JobId, { topicPrefix }: IntakeRecord): MessageOutcome {
  const explanation = `the record of ${id} says that its events come on ${eventsTopicOf(topicPrefix)}`
  return { kind: 'dropped', reason: 'wrong-id', explanation }
}

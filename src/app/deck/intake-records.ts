// Turns the registry's records into what an intake needs.
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { JobRecord } from '../../io/registry/record.ts'
import { factsOf } from '../../io/registry/record-facts.ts'
import { isShown, type Only } from './only.ts'
import type { IntakeRecord } from './record-topics.ts'

/** A record for the intake, and the registry record that it was made from. */
export interface KnownRecord extends IntakeRecord {
  readonly source: JobRecord
}

/**
 * The records for an intake. A record that has not changed since `known` stays the same object, so that nothing is
 * computed or drawn for it; one without a `topic_prefix` follows the topic base. `offsetMs` is what to add to a monotonic
 * time to get the wall clock's.
 */
export function intakeRecords(
  records: ReadonlyMap<JobId, JobRecord>,
  topicBase: string,
  known: ReadonlyMap<JobId, KnownRecord>,
  offsetMs: number,
): ReadonlyMap<JobId, KnownRecord> {
  return new Map(
    Array.from(records, ([id, source]) => {
      const before = known.get(id)
      const topicPrefix = source.topic_prefix ?? topicPrefixOf(topicBase, id)
      if (before?.source === source && before.topicPrefix === topicPrefix) return [id, before]
      const facts = factsOf(source, offsetMs)
      // The clock may have been set since: that must not restart a job's total clock (PROTOCOL.md §3).
      const createdMs = before?.source.created_at === source.created_at ? before.facts.createdMs : facts.createdMs
      return [id, { source, facts: { ...facts, createdMs }, topicPrefix, authToken: source.auth_token }]
    }),
  )
}

/** The events topics of records that the filter for all jobs below `topicBase` does not cover; `only` as for an intake. */
export function topicsElsewhere(
  records: ReadonlyMap<JobId, IntakeRecord>,
  topicBase: string,
  only: Only,
): readonly string[] {
  return [...records]
    .filter(([id, { topicPrefix }]) => topicPrefix !== topicPrefixOf(topicBase, id) && isShown(only, id, records))
    .map(([, { topicPrefix }]) => eventsTopicOf(topicPrefix))
}

// From the registry's records to what a job table needs of them.
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import { wallOffset } from '../../io/clock/monotonic-now.ts'
import type { JobRecord } from '../../io/registry/record.ts'
import { factsOf } from '../../io/registry/record-facts.ts'
import type { TableRecord } from './job-table.ts'

/** A table record and the registry record that it was made from. */
export interface KnownRecord extends TableRecord {
  readonly source: JobRecord
}

/**
 * The records for a table. A record that is the same object as in `known` keeps its table record, so that nothing is
 * computed or drawn for it; one without a `topic_prefix` follows the topic base.
 */
export function tableRecords(
  records: ReadonlyMap<JobId, JobRecord>,
  topicBase: string,
  known: ReadonlyMap<JobId, KnownRecord>,
): ReadonlyMap<JobId, KnownRecord> {
  return new Map(
    Array.from(records, ([id, source]) => {
      const before = known.get(id)
      const topicPrefix = source.topic_prefix ?? topicPrefixOf(topicBase, id)
      if (before?.source === source && before.topicPrefix === topicPrefix) return [id, before]
      const facts = factsOf(source, wallOffset())
      // Somebody may have set the clock since: a job does not begin again for that (PROTOCOL.md §3).
      const createdMs = before?.source.created_at === source.created_at ? before.facts.createdMs : facts.createdMs
      return [id, { source, facts: { ...facts, createdMs }, topicPrefix, authToken: source.auth_token }]
    }),
  )
}

/** The events topics of records that the filter of every job below `topicBase` does not cover; `only` as in JobTable. */
export function topicsElsewhere(
  records: ReadonlyMap<JobId, TableRecord>,
  topicBase: string,
  only: ReadonlySet<JobId> | null,
): readonly string[] {
  return [...records]
    .filter(([id, { topicPrefix }]) => topicPrefix !== topicPrefixOf(topicBase, id) && (!only || only.has(id)))
    .map(([, { topicPrefix }]) => eventsTopicOf(topicPrefix))
}

// `jobdeck watch`: the reference subscriber (PROTOCOL.md §4), from the registry's records to a verdict.
import { once } from 'node:events'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsFilterOf, eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import { type Clock, wallOffsetMs } from '../../io/clock/clock.ts'
import { readRegistry } from '../../io/registry/read-registry.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'
import { readRecord } from '../../io/registry/registry.ts'
import { watchRegistry } from '../../io/registry/watch-registry.ts'
import { checkComplete, checkReadable } from '../checks/registry-completeness.ts'
import { intakeRecords, topicsElsewhere } from '../deck/intake-records.ts'
import type { IntakeRecord } from '../deck/record-topics.ts'
import { sessionOfRun } from '../feeds/feed-session.ts'
import type { FeedSource } from '../feeds/feed-source.ts'
import { MqttFeed } from '../feeds/mqtt-feed.ts'
import { type WatchOutput, type WatchPlan, WatchSession } from './watch-session.ts'
import type { Verdict, WatchLimits } from './watch-verdict.ts'

export interface WatchOptions extends WatchOutput {
  /** The jobs to wait for: these, all that are pending or running in the registry, or none in particular (`every`). */
  readonly jobs: readonly JobId[] | 'open' | 'every'
  /** Null for the limit of each record, else the default; with `every`, null for no limit at all. */
  readonly totalSec: number | null
  readonly idleSec: number | null
  readonly source: FeedSource
  readonly registryDir: string
  readonly clock: Clock
  readonly stop: AbortSignal
}

type Records = ReadonlyMap<JobId, IntakeRecord>

/**
 * Watches jobs until they are settled, or until `stop` aborts. A record that cannot be used hides its job's limits, topic
 * and token: the record of a named job must be usable, and with `open` an unusable one is never a success. Throws
 * `bad-data` then, and as `WatchSession.run`.
 */
export async function watchJobs(options: WatchOptions): Promise<Verdict | 'stopped'> {
  const { registryDir, clock, jobs, onNote } = options
  const stopped = once(options.stop, 'abort').then(() => 'stopped' as const)
  // Before the registry is read: a wrong setting is an error even when there is nothing to watch.
  const resolved = options.source.resolve()
  if ((await Promise.race([resolved, stopped])) === 'stopped') return 'stopped'
  const source = { ...options.source, resolve: () => resolved }
  const registry = await readUsable(options)
  for (const { file, explanation } of registry.problems) onNote(`${file}: ${explanation}`)
  let records = intakeRecords(registry.records, source.topicBase, new Map(), wallOffsetMs(clock))
  const ids = idsOf(jobs, records)
  if (ids?.length === 0) {
    checkComplete(registry)
    onNote('the registry has no pending or running job')
    return 'completed'
  }
  const session = new WatchSession(planOf(ids, records, { ...options, source }), options)
  // A job that is registered, or gets a token, during the run is judged by its record too.
  const watching = watchRegistry(
    registryDir,
    (snapshot) => {
      records = intakeRecords(snapshot.records, source.topicBase, records, wallOffsetMs(clock))
      session.setRecords(records, topicsElsewhere(records, source.topicBase, ids && new Set(ids)))
    },
    clock,
  )
  const verdict = await session.run(stopped).finally(() => watching.close())
  if (jobs === 'open' && verdict === 'completed') checkComplete(registry)
  return verdict
}

async function readUsable({ jobs, registryDir }: WatchOptions): Promise<RegistrySnapshot> {
  if (jobs !== 'open' && jobs !== 'every') for (const id of jobs) await readRecord(registryDir, id)
  const registry = await readRegistry(registryDir)
  if (jobs === 'open') checkReadable(registry)
  return registry
}

/** Null for every job. */
function idsOf(jobs: WatchOptions['jobs'], records: Records): readonly JobId[] | null {
  if (jobs === 'every') return null
  if (jobs !== 'open') return jobs
  const isOpen = ({ facts }: IntakeRecord) => facts.status === 'pending' || facts.status === 'running'
  return [...records].filter(([, record]) => isOpen(record)).map(([id]) => id)
}

function planOf(ids: readonly JobId[] | null, records: Records, options: WatchOptions): WatchPlan {
  const { source, totalSec, idleSec, clock } = options
  const { broker, topicBase } = source
  const planFor = (watched: WatchPlan['watched'], topics: readonly string[]): WatchPlan => ({
    ...{ broker, watched, totalSec, records, clock },
    openFeed: (listener) =>
      new MqttFeed({ ...{ source, topics, clock, session: sessionOfRun, acknowledgement: 'by-owner' }, ...listener }),
  })
  if (ids === null) return planFor(null, [eventsFilterOf(topicBase), ...topicsElsewhere(records, topicBase, null)])
  const limitsOf = (id: JobId): WatchLimits => ({
    totalSec: totalSec ?? records.get(id)?.facts.timeoutSec ?? defaultTimeoutSec,
    idleSec: idleSec ?? records.get(id)?.facts.idleTimeoutSec ?? defaultIdleTimeoutSec,
  })
  const topicOf = (id: JobId) => eventsTopicOf(records.get(id)?.topicPrefix ?? topicPrefixOf(topicBase, id))
  return planFor(new Map(ids.map((id) => [id, limitsOf(id)])), ids.map(topicOf))
}

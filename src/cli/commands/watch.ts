// `jobdeck watch`: the reference subscriber, headless (PROTOCOL.md §4): a line per accepted event, reasons on stderr,
// and an exit status that a script can act on.
import { resolve } from 'node:path'
import { sourceOf } from '../../app/brokers/broker-source.ts'
import { EmbeddedHost } from '../../app/brokers/embedded-host.ts'
import { checkComplete, checkReadable } from '../../app/checks/registry-completeness.ts'
import type { TableRecord } from '../../app/deck/job-table.ts'
import { tableRecords, topicsElsewhere } from '../../app/deck/table-records.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsFilterOf, eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import { readRegistry } from '../../io/registry/read-registry.ts'
import { readRecord } from '../../io/registry/registry.ts'
import { watchRegistry } from '../../io/registry/watch-registry.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { watchJson, watchLine } from '../output/watch-line.ts'
import { openRecording } from '../recording.ts'
import { awaitStopSignal } from '../signals.ts'
import { WatchSession } from '../watch-session.ts'

export interface WatchOptions {
  readonly any?: true
  /** Seconds. */
  readonly timeout?: number
  readonly idleTimeout?: number
  readonly json?: true
  /** A file to append the events to. */
  readonly record?: string
}

/**
 * Watches jobs until they are settled; returns 0, 1, 2, or 128 + the signal that stopped it. A record that cannot be
 * used hides its job's limits, topic and token: a job that is named must not have one, and with `--any` one is never a
 * success. Throws `bad-data` then.
 */
export async function runWatch(context: CliContext, jobs: readonly JobId[], options: WatchOptions): Promise<number> {
  if (options.any && jobs.length > 0) throw new JobdeckError('usage', 'give either job ids or --any', null)
  const note = (text: string) => void context.stderr.write(`jobdeck: ${text}\n`)
  const recording = options.record === undefined ? null : await openRecording(resolve(context.cwd, options.record))
  const recordingFailed = Promise.withResolvers<number>()
  const stopped = awaitStopSignal()
  const embedded = new EmbeddedHost()
  let watching: { close(): void } | null = null
  try {
    const source = sourceOf(profilesOf(context).choose(context.profileName), context, embedded)
    // A wrong setting is told even where nothing is to be watched.
    // A password command may take its time.
    const settings = await Promise.race([source.resolve(), stopped.status])
    if (typeof settings === 'number') return settings
    const dir = await registryDirOf(context)
    for (const id of jobs) await readRecord(dir, id)
    const registry = await readRegistry(dir)
    if (options.any) checkReadable(registry)
    for (const { file, explanation } of registry.problems) note(`${file}: ${explanation}`)
    let records = tableRecords(registry.records, source.topicBase, new Map())
    const ids = options.any ? openJobs(records) : jobs
    if (options.any && ids.length === 0) {
      checkComplete(registry)
      note('the registry has no pending or running job')
      return exitStatus.done
    }
    const topicOf = (id: JobId) => eventsTopicOf(records.get(id)?.topicPrefix ?? topicPrefixOf(source.topicBase, id))
    const limitsOf = (id: JobId) => ({
      totalSec: options.timeout ?? records.get(id)?.facts.timeoutSec ?? defaultTimeoutSec,
      idleSec: options.idleTimeout ?? records.get(id)?.facts.idleTimeoutSec ?? defaultIdleTimeoutSec,
    })
    const session = new WatchSession(
      {
        broker: source.broker,
        watched: ids.length > 0 ? new Map(ids.map((id) => [id, limitsOf(id)])) : null,
        totalSec: options.timeout ?? null,
        filters:
          ids.length > 0
            ? ids.map(topicOf)
            : [eventsFilterOf(source.topicBase), ...topicsElsewhere(records, source.topicBase, null)],
        records,
      },
      {
        print: (event, arrival, payload) => {
          context.stdout.write(`${options.json ? watchJson(event, arrival) : watchLine(event, arrival)}\n`)
          const entry = { ...arrival, receivedAtMs: Date.parse(arrival.receivedAt), payload }
          recording?.append(entry).catch(recordingFailed.reject)
        },
        note,
      },
    )
    // A job that is registered, or given a token, while this watches is judged by its record too.
    watching = watchRegistry(dir, (snapshot) => {
      records = tableRecords(snapshot.records, source.topicBase, records)
      session.setRecords(records, topicsElsewhere(records, source.topicBase, ids.length > 0 ? new Set(ids) : null))
    })
    const status = await session.run(settings, Promise.race([stopped.status, recordingFailed.promise]))
    if (options.any && status === exitStatus.done) checkComplete(registry)
    return status
  } finally {
    watching?.close()
    stopped.ignore()
    await embedded.close()
    await recording?.close()
  }
}

function openJobs(records: ReadonlyMap<JobId, TableRecord>): readonly JobId[] {
  return [...records]
    .filter(([, { facts }]) => facts.status === 'pending' || facts.status === 'running')
    .map(([id]) => id)
}

// `jobdeck watch`: a line per accepted event, reasons on stderr, and an exit status that a script can act on.
import { resolve } from 'node:path'
import { sourceOf } from '../../app/brokers/broker-source.ts'
import { EmbeddedHost } from '../../app/brokers/embedded-host.ts'
import { watchJobs } from '../../app/watch/watch-jobs.ts'
import type { Verdict } from '../../app/watch/watch-verdict.ts'
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { openRecording } from '../../io/ledger/recording.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { LineWriter } from '../output/line-writer.ts'
import { note } from '../output/note.ts'
import { watchJson, watchLine } from '../output/watch-line.ts'
import { abortOnStopSignal } from '../signals.ts'

export interface WatchOptions {
  readonly any?: true
  /** Seconds. */
  readonly timeout?: number
  /** Seconds. */
  readonly idleTimeout?: number
  readonly json?: true
  /** A file to append the events to. */
  readonly record?: string
}

const statuses: Readonly<Record<Verdict, number>> = {
  completed: exitStatus.done,
  error: exitStatus.failed,
  'timed-out': exitStatus.timedOut,
}

/** Watches jobs until they are settled; returns 0, 1, 2, or 128 + the signal that stopped it. Throws as `watchJobs`. */
export async function runWatch(context: CliContext, jobs: readonly JobId[], options: WatchOptions): Promise<number> {
  if (options.any && jobs.length > 0) throw new JobdeckError('usage', 'give either job ids or --any', null)
  const recording = options.record === undefined ? null : await openRecording(resolve(context.cwd, options.record))
  const stopped = abortOnStopSignal(context)
  const embedded = new EmbeddedHost()
  const line = options.json ? watchJson : watchLine
  const output = new LineWriter(context.stdout)
  try {
    const verdict = await watchJobs({
      jobs: options.any ? 'open' : jobs.length > 0 ? jobs : 'every',
      totalSec: options.timeout ?? null,
      idleSec: options.idleTimeout ?? null,
      source: sourceOf(profilesOf(context).choose(context.profileName), context, embedded),
      registryDir: await registryDirOf(context),
      clock: context.clock,
      stop: stopped.signal,
      onEvent: (received) => {
        output.add(line(received))
        return recording?.append(received.entry)
      },
      flush: () => output.flush(),
      onNote: (text) => note(context, text),
    })
    return verdict === 'stopped' ? (stopped.status() ?? exitStatus.interrupted) : statuses[verdict]
  } finally {
    stopped.ignore()
    await output.flush()
    await embedded.close()
    await recording?.close()
  }
}

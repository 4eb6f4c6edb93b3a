// What was seen of a job: what the broker keeps of it, or the journal remembers.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CliContext } from '../../cli/context/context.ts'
import { stateDir } from '../../cli/context/state-dir.ts'
import { lastCountedSeq } from '../../domain/jobs/seq-set.ts'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import { isTerminal, type JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { writeAtomically } from '../../io/files/atomic-write.ts'
import { ioError } from '../../io/files/io-error.ts'
import { makeDirectory } from '../../io/files/make-directory.ts'
import { readJobHistory } from '../../io/ledger/open-ledger.ts'
import { withDirectoryLock } from '../../io/lock/directory-lock.ts'
import { openConnection } from '../../io/mqtt/connection.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { Seen } from './emit.ts'

/** A broker sends what it retains right after it has granted the subscription; this much later it has none. */
const settleMs = 300

export const nothingSeen: Seen = { seq: 0, hasEnded: false }

function withEvent(seen: Seen, { seq, event }: JobEvent): Seen {
  return {
    seq: Math.max(seen.seq, lastCountedSeq([[seq, seq]])),
    hasEnded: seen.hasEnded || isTerminal(event),
  }
}

/** What the broker's journal remembers of a job. Rejects with JobdeckError `io` when it cannot be read. */
export async function seenInJournal(jobId: JobId, settings: BrokerSettings, context: CliContext): Promise<Seen> {
  const { events } = await readJobHistory({ stateDir: stateDir(context.env), broker: brokerUrl(settings) }, jobId)
  return events.reduce((seen, { event }) => withEvent(seen, event), nothingSeen)
}

/** What the journal remembers or the broker keeps. Rejects with JobdeckError when that cannot be reached within `timeoutMs`. */
export async function seenAnywhere(
  jobId: JobId,
  topic: string,
  settings: BrokerSettings,
  context: CliContext,
  timeoutMs: number,
): Promise<Seen> {
  const seen = await seenInJournal(jobId, settings, context)
  const retained = await retainedEvent(jobId, topic, settings, timeoutMs)
  return retained === null ? seen : withEvent(seen, retained)
}

/**
 * For a job without a record, whose counter nobody else keeps: the last seq that was seen or used. The next one counts as
 * used from now on, for a later emit sees nothing of an event that is not retained. Rejects with JobdeckError `io`.
 */
export async function reserveNextSeq(
  topic: string,
  seen: number,
  settings: BrokerSettings,
  context: CliContext,
): Promise<number> {
  const dir = join(stateDir(context.env), 'emitted')
  const path = join(dir, fileNameOf(brokerUrl(settings), topic))
  try {
    makeDirectory(dir)
    return await withDirectoryLock(dir, () => useNextSeq(path, seen))
  } catch (error) {
    throw ioError('write', path, error)
  }
}

function fileNameOf(broker: string, topic: string): string {
  return createHash('sha256').update(`${broker} ${topic}`).digest('hex').slice(0, 32)
}

/** Returns the highest seq that is known or was used, and stores the one after it as used. */
async function useNextSeq(path: string, known: number): Promise<number> {
  const used = Number.parseInt(await readFile(path, 'utf8').catch(() => '0'), 10)
  const last = Math.max(known, Number.isSafeInteger(used) ? used : 0)
  await writeAtomically({ path, content: `${last + 1}\n`, mode: 0o600, onExisting: 'replace' })
  return last
}

async function retainedEvent(
  jobId: JobId,
  topic: string,
  settings: BrokerSettings,
  timeoutMs: number,
): Promise<JobEvent | null> {
  const { promise, resolve, reject } = Promise.withResolvers<JobEvent | null>()
  let timer: NodeJS.Timeout | undefined
  const connection = openConnection({
    settings,
    filters: [topic],
    // Half, as for publishing: a broker that keeps silent on MQTT 5 is asked again in 3.1.1.
    connectTimeoutMs: timeoutMs / 2,
    onMessage: ({ payload }) => {
      const decoded = decodeMessage([jobId], payload)
      if (decoded.kind === 'event') resolve(decoded.event)
    },
    onState: (state) => {
      if (state.phase === 'connected') timer = setTimeout(() => resolve(null), settleMs)
      if (state.phase === 'waiting' || state.phase === 'stopped') reject(state.error)
    },
  })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    await connection.close()
  }
}

// What a process that does not listen to a job's broker can find out about its events: what the broker retains, what the
// ledger holds, and for a job without a record the seqs that were used on this machine.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lastCountedSeq } from '../../domain/jobs/seq-set.ts'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import { isTerminal, type JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import { writeAtomically } from '../../io/files/atomic-write.ts'
import { ioError } from '../../io/files/io-error.ts'
import { makeDirectory } from '../../io/files/make-directory.ts'
import { readLedger } from '../../io/ledger/open-ledger.ts'
import { withDirectoryLock } from '../../io/lock/directory-lock.ts'
import { openConnection } from '../../io/mqtt/connection.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { Seen } from './emit.ts'

/** A broker sends retained messages right after it has granted the subscription: later than this, none will come. */
const settleMs = 300

export const nothingSeen: Seen = { seq: 0, hasEnded: false }

/** What the broker's ledger holds of a job. Rejects with JobdeckError `io` when it cannot be read. */
export async function seenInLedger(jobId: JobId, settings: BrokerSettings, stateDir: string): Promise<Seen> {
  const summary = await readLedger({ stateDir, broker: brokerUrl(settings) }, (ledger) => ledger.jobSummary(jobId))
  return summary === null ? nothingSeen : { seq: lastCountedSeq(summary.seqs), hasEnded: summary.ending !== null }
}

/** `seen`, and what the broker retains of the job. Rejects with JobdeckError when it does not connect within `timeoutMs`. */
export async function withRetainedEvent(
  seen: Seen,
  { jobId, topic }: { readonly jobId: JobId; readonly topic: string },
  settings: BrokerSettings,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<Seen> {
  const { promise, resolve, reject } = Promise.withResolvers<JobEvent | null>()
  let stopTimer: Cancel = () => {}
  const connection = openConnection({
    settings,
    clock,
    filters: [topic],
    // Half, as for publishing: a broker that stays silent on MQTT 5 is asked again in 3.1.1.
    connectTimeoutMs: timeoutMs / 2,
    onMessage: ({ payload }) => {
      const decoded = decodeMessage([jobId], payload)
      if (decoded.kind === 'event') resolve(decoded.event)
    },
    onState: (state) => {
      if (state.phase === 'connected') stopTimer = clock.after(settleMs, () => resolve(null))
      if (state.phase === 'waiting' || state.phase === 'stopped') reject(state.error)
    },
  })
  try {
    const retained = await promise
    return retained === null ? seen : withEvent(seen, retained)
  } finally {
    stopTimer()
    await connection.close()
  }
}

/**
 * For a job without a record, and so without a stored counter: `seen`, raised to the last seq that was used on this
 * machine. The next one counts as used from now on, because a later emit cannot see an event that is not retained.
 * Rejects with JobdeckError `io`.
 */
export async function reserveNextSeq(
  seen: Seen,
  topic: string,
  settings: BrokerSettings,
  stateDir: string,
): Promise<Seen> {
  const dir = join(stateDir, 'emitted')
  const path = join(dir, fileNameOf(brokerUrl(settings), topic))
  try {
    makeDirectory(dir)
    return await withDirectoryLock(dir, async () => {
      const used = Number.parseInt(await readFile(path, 'utf8').catch(() => '0'), 10)
      const seq = Math.max(seen.seq, Number.isSafeInteger(used) ? used : 0)
      await writeAtomically({ path, content: `${seq + 1}\n`, mode: 0o600, onExisting: 'replace' })
      return { ...seen, seq }
    })
  } catch (error) {
    throw ioError('write', path, error)
  }
}

function withEvent(seen: Seen, { seq, event }: JobEvent): Seen {
  return {
    seq: Math.max(seen.seq, lastCountedSeq([[seq, seq]])),
    hasEnded: seen.hasEnded || isTerminal(event),
  }
}

function fileNameOf(broker: string, topic: string): string {
  return createHash('sha256').update(`${broker} ${topic}`).digest('hex').slice(0, 32)
}

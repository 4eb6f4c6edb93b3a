// What has been seen of a job by a process that does not listen to its broker: what the broker retains, what the ledger
// remembers, and for a job without a record the seqs that were used on this machine.
import { JobdeckError } from '../../domain/failure.ts'
import { lastCountedSeq } from '../../domain/jobs/seq-set.ts'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import { isTerminal, type JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import type { LedgerLocation } from '../../io/ledger/ledger.ts'
import { openLedger, readLedger } from '../../io/ledger/open-ledger.ts'
import { openConnection } from '../../io/mqtt/connection.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { Seen } from './emit.ts'

/** A broker sends what it retains right after it has granted the subscription; this much later there is nothing. */
const settleMs = 300

export const nothingSeen: Seen = { seq: 0, hasEnded: false }

/** What the broker's ledger remembers of a job. Rejects with JobdeckError `io` when it cannot be read. */
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
 * For a job without a record, whose counter nobody else keeps: `seen`, raised to the last seq that was used on this
 * machine. The next one counts as used from now on, because a later emit cannot see an event that is not retained.
 * Rejects with JobdeckError `io` when it could not be written within `timeoutMs`.
 */
export async function reserveNextSeq(
  seen: Seen,
  jobId: JobId,
  location: LedgerLocation,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<Seen> {
  let failure = new JobdeckError('io', `the ledger cannot keep the next seq of ${jobId}`)
  const { promise: tried, resolve } = Promise.withResolvers<void>()
  const stopTimer = clock.after(timeoutMs, resolve)
  const onProblem = (problem: JobdeckError | null) => {
    if (problem === null) return
    failure = problem
    resolve()
  }
  const ledger = openLedger({ ...location, clock, onProblem })
  const taken = ledger.takeSeq(jobId, seen.seq)
  await Promise.race([taken, tried])
  stopTimer()
  await ledger.close()
  const seq = await taken
  if (seq === null) throw failure
  return { ...seen, seq: seq - 1 }
}

function withEvent(seen: Seen, { seq, event }: JobEvent): Seen {
  return {
    seq: Math.max(seen.seq, lastCountedSeq([[seq, seq]])),
    hasEnded: seen.hasEnded || isTerminal(event),
  }
}

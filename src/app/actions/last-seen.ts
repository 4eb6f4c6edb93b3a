// What a process that does not listen to a job's broker can find out about its events: what the broker retains, and what the
// ledger holds.
import { lastCountedSeq } from '../../domain/jobs/seq-set.ts'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import { isTerminal, type JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import { readLedger } from '../../io/ledger/open-ledger.ts'
import { openConnection } from '../../io/mqtt/connection.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { Seen } from '../outbox/queue-event.ts'

/** A broker sends retained messages right after it has granted the subscription: later than this, none will come. */
const settleMs = 300

const nothingSeen: Seen = { seq: 0, hasEnded: false }

/** What the broker's ledger holds of a job. Rejects with JobdeckError `io` when it cannot be read. */
export async function seenInLedger(jobId: JobId, broker: string, stateDir: string): Promise<Seen> {
  const summary = await readLedger(
    { stateDir, broker },
    (ledger) => ledger.jobSummary(jobId),
    () => {},
  )
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

function withEvent(seen: Seen, { seq, event }: JobEvent): Seen {
  return {
    seq: Math.max(seen.seq, lastCountedSeq([[seq, seq]])),
    hasEnded: seen.hasEnded || isTerminal(event),
  }
}

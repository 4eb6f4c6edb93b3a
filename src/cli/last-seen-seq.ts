// The highest seq of a job that has no record: what the broker keeps of it, or the journal remembers.
import { openConnection } from '../broker/connection.ts'
import { type BrokerSettings, brokerUrl } from '../broker/settings.ts'
import { readJob } from '../journal/read-journal.ts'
import { stateDir } from '../journal/state-dir.ts'
import { decodeMessage } from '../protocol/decode.ts'
import type { JobId } from '../protocol/job-id.ts'
import type { CliContext } from './cli-context.ts'

/** A broker sends what it retains right after it has granted the subscription; this much later it has none. */
const settleMs = 300

/** 0 when nothing is known of the job. Rejects with JobdeckError when the broker cannot be reached within `timeoutMs`. */
export async function lastSeenSeq(
  jobId: JobId,
  topic: string,
  settings: BrokerSettings,
  context: CliContext,
  timeoutMs: number,
): Promise<number> {
  const { events } = await readJob({ stateDir: stateDir(context.env), broker: brokerUrl(settings) }, jobId)
  const remembered = events.map(({ event }) => event.seq)
  return Math.max(0, ...remembered, await retainedSeq(jobId, topic, settings, timeoutMs))
}

async function retainedSeq(jobId: JobId, topic: string, settings: BrokerSettings, timeoutMs: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let timer: NodeJS.Timeout | undefined
  const connection = openConnection({
    settings,
    filters: [topic],
    // Half, as for publishing: a broker that keeps silent on MQTT 5 is asked again in 3.1.1.
    connectTimeoutMs: timeoutMs / 2,
    onMessage: (_topic, payload) => {
      const decoded = decodeMessage(jobId, payload)
      if (decoded.kind === 'event') resolve(decoded.event.seq)
    },
    onState: (state) => {
      if (state.phase === 'connected') timer = setTimeout(() => resolve(0), settleMs)
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

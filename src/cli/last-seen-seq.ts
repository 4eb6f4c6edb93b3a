// The highest seq that was seen of a job: what the broker keeps of it, or the journal remembers.
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openConnection } from '../broker/connection.ts'
import { type BrokerSettings, brokerUrl } from '../broker/settings.ts'
import { ioError } from '../files/io-error.ts'
import { makeDirectory } from '../files/make-directory.ts'
import { addSeq, lastCountedSeq, noSeqs } from '../jobs/seq-set.ts'
import { readJob } from '../journal/read-journal.ts'
import { stateDir } from '../journal/state-dir.ts'
import { decodeMessage } from '../protocol/decode.ts'
import type { JobId } from '../protocol/job-id.ts'
import { withRegistryLock } from '../registry/registry-lock.ts'
import type { CliContext } from './cli-context.ts'

/** A broker sends what it retains right after it has granted the subscription; this much later it has none. */
const settleMs = 300

/** The highest seq in the broker's journal; 0 for none. Rejects with JobdeckError `io` when it cannot be read. */
export async function journalledSeq(jobId: JobId, settings: BrokerSettings, context: CliContext): Promise<number> {
  const { events } = await readJob({ stateDir: stateDir(context.env), broker: brokerUrl(settings) }, jobId)
  return lastCountedSeq(events.reduce((seqs, { event }) => addSeq(seqs, event.seq), noSeqs))
}

/**
 * For a job without a record: 0 when nothing is known of it. The next seq counts as used from now on, for a later emit
 * sees nothing of an event that is not retained. Rejects with JobdeckError when the broker cannot be reached within
 * `timeoutMs`, or the state directory cannot be written.
 */
export async function lastSeenSeq(
  jobId: JobId,
  topic: string,
  settings: BrokerSettings,
  context: CliContext,
  timeoutMs: number,
): Promise<number> {
  const known = Math.max(
    await journalledSeq(jobId, settings, context),
    await retainedSeq(jobId, topic, settings, timeoutMs),
  )
  const dir = join(stateDir(context.env), 'emitted')
  const path = join(dir, fileNameOf(brokerUrl(settings), topic))
  try {
    makeDirectory(dir)
    return await withRegistryLock(dir, () => useNextSeq(path, known))
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
  await writeFile(path, `${last + 1}\n`, { mode: 0o600 })
  return last
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
      const decoded = decodeMessage([jobId], payload)
      if (decoded.kind === 'event') resolve(lastCountedSeq(addSeq(noSeqs, decoded.event.seq)))
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

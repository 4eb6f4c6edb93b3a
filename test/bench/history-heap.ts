// What a job's history keeps of long payloads: the cut texts, not the payloads that they were cut from.
import { fold, maxHistory, newJob } from '../../src/domain/jobs/fold.ts'
import type { Job } from '../../src/domain/jobs/job.ts'
import { embeddedBroker } from '../../src/domain/jobs/job-key.ts'
import { decodeMessage } from '../../src/domain/protocol/decode.ts'
import { type JobId, parseJobId } from '../../src/domain/protocol/job-id.ts'
import type { Figure } from './figure.ts'
import { jobIds } from './workplace.ts'

const events = maxHistory
const longChars = 100_000
/** Long enough to be cut just the same. */
const shortChars = 5_000

function received(jobId: JobId, seq: number, chars: number) {
  const filler = `${seq}${'x'.repeat(chars)}`
  const payload = { schema_version: 1, job_id: jobId, seq, event: 'progress', detail: filler, data: { filler } }
  const decoded = decodeMessage([jobId], new TextEncoder().encode(JSON.stringify(payload)))
  if (decoded.kind !== 'event') throw new Error(`event ${seq} was not taken: ${JSON.stringify(decoded)}`)
  return decoded.event
}

function jobWith(chars: number): Job {
  const [id = ''] = jobIds(1)
  const jobId = parseJobId(id)
  if (jobId === null) throw new Error(`${id} is not a valid job id`)
  let job = newJob(embeddedBroker, jobId, `python/mqtt/jobs/${jobId}/events`)
  for (let seq = 1; seq <= events; seq++) {
    const receipt = { receivedMs: seq, judgedMs: seq, receivedWallMs: seq, retained: false, signature: null }
    job = fold(job, received(jobId, seq, chars), receipt).job
  }
  return job
}

function usedKb(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1024
}

/** How much of the heap a job takes whose events were so long. */
function keptKb(chars: number): number {
  const before = usedKb()
  const job = jobWith(chars)
  const kept = usedKb() - before
  if (job.history.length !== events) throw new Error(`${job.history.length} of ${events} events are in the history`)
  return kept
}

export function historyHeap(): readonly Figure[] {
  // What is loaded and compiled once does not count.
  keptKb(shortChars)
  const baseline = keptKb(shortChars)
  const ours = keptKb(longChars)
  const what = `memory of ${events} events of ${(2 * longChars) / 1_000} kB`
  return [{ what, unit: 'heap KB', ours, baseline, against: `of ${(2 * shortChars) / 1_000} kB`, atMost: 3 }]
}

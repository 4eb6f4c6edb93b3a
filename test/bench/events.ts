// The events that the benchmarks send: like those of agents, for each job in turn.

export interface Message {
  readonly topic: string
  readonly payload: Buffer
}

function message(jobId: string, seq: number): Message {
  const payload = {
    schema_version: 1,
    seq,
    job_id: jobId,
    event: seq === 1 ? 'started' : 'progress',
    timestamp: '2026-06-19T09:30:00Z',
    detail: seq === 1 ? 'on it' : `step ${seq} of many: tests pass, going on with the next module`,
    data: { done: seq, of: 140, build_id: 'b-20260619-0042' },
  }
  return { topic: `python/mqtt/jobs/${jobId}/events`, payload: Buffer.from(JSON.stringify(payload)) }
}

/** `perJob` events of each job, the jobs taking turns. */
export function eventsOf(jobIds: readonly string[], perJob: number): readonly Message[] {
  return Array.from({ length: perJob }, (_, index) => jobIds.map((id) => message(id, index + 1))).flat()
}

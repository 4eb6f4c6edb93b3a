// What one write of the store costs with very many jobs: order, counts, the copied map, and what is kept because it is
// equal; against looking at each job once.

import { DeckView } from '../../src/app/deck/deck-view.ts'
import { JobTable } from '../../src/app/deck/job-table.ts'
import { keepEqual } from '../../src/app/deck/keep-equal.ts'
import type { Job } from '../../src/domain/jobs/job.ts'
import { embeddedBroker, type JobKey } from '../../src/domain/jobs/job-key.ts'
import { eventsOf } from './events.ts'
import type { Figure } from './figure.ts'
import { medianMs } from './timing.ts'
import { jobIds } from './workplace.ts'

const jobCount = 10_000
const runs = 25

function tableOf(ids: readonly string[]): JobTable {
  const table = new JobTable(embeddedBroker, null)
  for (const [index, { topic, payload }] of eventsOf(ids, 2).entries()) {
    table.receive({ topic, payload, retained: false, receivedMs: index, receivedWallMs: index })
  }
  return table
}

function look(jobs: ReadonlyMap<JobKey, Job>): void {
  let latest = 0
  for (const job of jobs.values()) latest = Math.max(latest, job.lastEventMs ?? 0)
  if (latest === 0) throw new Error('no job has an event')
}

export function flush(): readonly Figure[] {
  const table = tableOf(jobIds(jobCount))
  const view = new DeckView()
  let nowMs = jobCount * 2
  const byKey = () => new Map(Array.from(table.jobs.values(), (job) => [job.key, job]))
  let state = { jobs: byKey(), ...view.at(byKey(), nowMs) }
  const write = () => {
    nowMs += 100
    const jobs = byKey()
    state = { ...state, ...keepEqual(state, { jobs, ...view.at(jobs, nowMs) }) }
  }
  const ours = medianMs(runs, write)
  const baseline = medianMs(runs, () => look(state.jobs))
  const what = `one write of the store, ${jobCount.toLocaleString('en-US')} jobs`
  return [{ what, unit: 'ms', ours, baseline, against: 'one loop over the jobs' }]
}

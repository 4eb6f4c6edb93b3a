// Jobs that come and go: each works through its events and ends, and the next one takes its place.
import { setTimeout as delay } from 'node:timers/promises'
import type { NumberedAgents } from '../support/numbered-agents.ts'

const jobsAtOnce = 300
const eventsPerJob = 1_500
/** Now and then a job asks the user, until its next event. */
const eventsPerRequest = 50
const pauseMs = 20

interface Place {
  readonly job: string
  readonly left: number
}

/** Publishes `perSec` events a second until `signal` aborts; resolves to how many, once all are acknowledged. */
export async function workUntil(signal: AbortSignal, agents: NumberedAgents, perSec: number): Promise<number> {
  let jobs = 0
  const nextJob = () => `soak${String(++jobs).padStart(5, '0')}`
  // The first ones end one after another, as all later ones do.
  const places = Array.from({ length: jobsAtOnce }, (_, place): Place => {
    return { job: nextJob(), left: Math.ceil((eventsPerJob * (place + 1)) / jobsAtOnce) }
  })
  const onTheirWay = new Set<Promise<void>>()
  const begin = performance.now()
  let published = 0

  function publishNext(): void {
    const at = published % jobsAtOnce
    const { job, left } = places[at] ?? { job: '', left: 0 }
    const request = left % eventsPerRequest === 0 ? 'permission_required' : undefined
    const publishing = agents.publish(job, left === 1 ? 'completed' : request)
    onTheirWay.add(publishing)
    void publishing.finally(() => onTheirWay.delete(publishing))
    places[at] = left === 1 ? { job: nextJob(), left: eventsPerJob } : { job, left: left - 1 }
    published += 1
  }

  while (!signal.aborted) {
    while (published < ((performance.now() - begin) / 1_000) * perSec) publishNext()
    await delay(pauseMs)
  }
  await Promise.all(onTheirWay)
  return published
}

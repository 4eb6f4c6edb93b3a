// What just happened, of all jobs: the events at the bottom of the list.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { Transition } from '../../domain/jobs/transition.ts'
import type { EventType } from '../../domain/protocol/event.ts'

export interface LastEvent {
  readonly job: JobKey
  readonly event: EventType
  readonly detail: string
  readonly receivedMs: number
}

/** More than any screen shows. */
const maxLastEvents = 32

/** The events, newest first, with the latest one of each job that has changed. What a broker had kept happened earlier: it is left out. */
export function withLatest(events: readonly LastEvent[], transitions: readonly Transition[]): readonly LastEvent[] {
  const added = transitions.flatMap(({ key: job, before, after, cause }): readonly LastEvent[] => {
    const latest = after?.latest
    if (!latest || cause === 'retained' || latest === before?.latest) return []
    return [{ job, event: latest.event, detail: latest.detail, receivedMs: latest.receivedMs }]
  })
  const gone = new Set(transitions.flatMap(({ key, after }) => (after ? [] : key)))
  const kept = gone.size === 0 ? events : events.filter(({ job }) => !gone.has(job))
  if (added.length === 0) return kept
  return [...added, ...kept].sort((a, b) => b.receivedMs - a.receivedMs).slice(0, maxLastEvents)
}

// Which change of a job is worth calling the user for (UX.md §3): the transition into needs you, failed or timed out. What a broker
// or a file kept from before, and what only repeats, never is. Pure.
import { asksAfterEnd } from '../jobs/deadlines.ts'
import type { Job, Status } from '../jobs/job.ts'
import type { Transition } from '../jobs/transition.ts'

export type AlertKind = 'needs-you' | 'failed' | 'timed-out' | 'completed' | 'turn-ended'

export interface Alert {
  readonly kind: AlertKind
  readonly job: Job
}

/** The alerts that a user may switch on: they are calm by default. */
export type CalmKind = 'completed' | 'turn-ended'

/** The alert that a transition is; null when it is none. Costs next to nothing while the status stays the same. */
export function alertOf({ before, after, from, to, cause }: Transition, wanted: ReadonlySet<CalmKind>): Alert | null {
  if (!after || (from === to && !isNewQuestion(before, after))) return null
  const kind = kindOf(after, asksAfterEnd(after) ? 'needs-you' : to)
  if (kind === null || ((kind === 'completed' || kind === 'turn-ended') && !wanted.has(kind))) return null
  switch (cause) {
    case 'live':
    case 'queued':
      return { kind, job: after }
    case 'record':
      // Seen for the first time, a record says what happened before anybody watched.
      return from === null || kind === 'needs-you' || kind === 'turn-ended' ? null : { kind, job: after }
    case 'tick':
      return kind === 'timed-out' && wasHeard(after) ? { kind, job: after } : null
    case 'retained':
    case 'restored':
      return null
  }
}

function kindOf(job: Job, status: Status | null): AlertKind | null {
  switch (status) {
    case 'needs-you':
      return isTurnEnd(job) ? 'turn-ended' : 'needs-you'
    case 'error':
      return 'failed'
    case 'timed-out':
    case 'completed':
      return status
    default:
      return null
  }
}

/** Another question although the last one was not answered. The same words again are a reminder, not a question. */
function isNewQuestion(before: Job | null, after: Job): boolean {
  if (!after.request || after.request === before?.request) return false
  if (!before?.request) return asksAfterEnd(after) !== null
  return after.request.detail !== before.request.detail || isTurnEnd(before) !== isTurnEnd(after)
}

/** Whether the job only says that its agent waits for the next prompt: `data.kind` is `turn_ended` (docs/formats.md). */
function isTurnEnd({ request, history }: Job): boolean {
  const entry = history.findLast(
    ({ event, receivedMs }) => event === 'permission_required' && receivedMs === request?.receivedMs,
  )
  if (!entry) return false
  try {
    const { data } = JSON.parse(entry.json) as { readonly data?: { readonly kind?: unknown } | null }
    return data?.kind === 'turn_ended'
  } catch {
    // It was cut off: in doubt it is a question.
    return false
  }
}

/** What is known only as a retained event may have been kept by the broker for weeks. */
function wasHeard({ history }: Job): boolean {
  return history.at(-1)?.retained !== true
}

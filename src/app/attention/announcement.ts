// What one alert, or a storm of them, says in words. Pure.
import type { Alert, AlertKind } from '../../domain/attention/alert.ts'
import { endingOf } from '../../domain/jobs/deadlines.ts'
import type { Job } from '../../domain/jobs/job.ts'
import { type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'

export interface Announcement {
  readonly title: SafeText
  readonly body: SafeText
  /** The same for the user's own command, as environment variables. */
  readonly variables: Readonly<Record<`JOBDECK_${string}`, string>>
}

const words: Readonly<Record<AlertKind, SafeText>> = {
  'needs-you': safe`needs you`,
  failed: safe`failed`,
  'timed-out': safe`timed out`,
  completed: safe`completed`,
  'turn-ended': safe`waits for you`,
}

const maxCells = 240

/** @param alerts at least one; the newest is last */
export function announcementOf(alerts: readonly [Alert, ...Alert[]]): Announcement {
  const newest = alerts.at(-1) ?? alerts[0]
  const { job, kind } = newest
  const name = nameOf(job)
  const detail = safeLine(detailOf(newest), maxCells)
  const title = alerts.length === 1 ? safe`${name} ${words[kind]}` : safe`${alerts.length} jobs need a look`
  const body = alerts.length === 1 ? detail : safe`${countsOf(alerts)}; the last one: ${name}: ${detail}`
  return {
    title,
    body,
    variables: {
      JOBDECK_ALERT: kind,
      JOBDECK_ALERTS: String(alerts.length),
      JOBDECK_JOB: job.id,
      JOBDECK_AGENT: safeLine(job.record?.agent ?? ''),
      JOBDECK_SESSION: safeLine(job.record?.session ?? ''),
      JOBDECK_DETAIL: detail,
      JOBDECK_TITLE: title,
      JOBDECK_BODY: body,
    },
  }
}

/** A job as its user calls it: by its session, its agent, or its id. */
function nameOf({ record, id }: Job): SafeText {
  const session = safeLine(record?.session?.replace(/^tmux:/, '') ?? '', 40)
  const agent = safeLine(record?.agent ?? '', 40)
  return session || agent || safeLine(id)
}

function detailOf({ job, kind }: Alert): string {
  switch (kind) {
    case 'needs-you':
    case 'turn-ended':
      return job.request?.detail ?? ''
    case 'failed':
    case 'completed':
      return endingOf(job)?.detail ?? ''
    case 'timed-out':
      return job.latest?.detail ?? ''
  }
}

/** `3 needs you, 1 failed`. */
function countsOf(alerts: readonly Alert[]): SafeText {
  const counts = new Map<AlertKind, number>()
  for (const { kind } of alerts) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return safeLine(Array.from(counts, ([kind, count]) => `${count} ${words[kind]}`).join(', '))
}

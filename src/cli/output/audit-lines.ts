// How `jobdeck audit` prints what it found: a block of aligned lines per job, or one JSON document (docs/formats.md).
import { isIncomplete, type JobAudit, type SeqGroup, seqGroups } from '../../app/audit/audit-job.ts'
import type { AuditReport } from '../../app/audit/audit-jobs.ts'
import { countIn, rangesText } from '../../domain/jobs/seq-ranges.ts'
import type { SeqSet } from '../../domain/jobs/seq-set.ts'
import { padEnd, type SafeText, safe, safeJson, safeLine } from '../../domain/text/safe-text.ts'
import { utcStamp } from '../../domain/text/timestamp.ts'
import type { Gap } from '../../io/ledger/ledger.ts'

const groupLabels: Readonly<Record<SeqGroup, SafeText>> = {
  unsent: safe`not sent`,
  logged: safe`in its log`,
  late: safe`late`,
  after_end: safe`after the end`,
  second_end: safe`second end`,
  restarted: safe`counted anew`,
  stray: safe`stray number`,
  forged: safe`forged`,
  unsigned: safe`unsigned`,
  retained: safe`retained`,
  file: safe`from a file`,
}

const labelCells = 14
/** Scattered numbers, such as a forger's, do not fill the screen: the JSON has all. */
const maxRanges = 50

/** The lines of one job: its id, then what there is to say. */
export function auditLines(audit: JobAudit): readonly SafeText[] {
  const { seen, missed, missedBefore, repeated, notRecorded, groups, unreadableLines, gaps, sinceAtMs } = audit
  const rows: (readonly [SafeText, string | null])[] = [
    [safe`seen`, textOf(seen) ?? 'nothing'],
    [safe`missed`, textOf(missed)],
    [safe`missed before`, missedBefore > 0 ? `${missedBefore}, before its publisher counted anew` : null],
    [safe`not recorded`, numberText(notRecorded)],
    [safe`repeated`, numberText(repeated)],
    ...seqGroups.map((group) => [groupLabels[group], textOf(groups[group])] as const),
    [
      safe`log unreadable`,
      unreadableLines > 0 ? `${unreadableLines} ${unreadableLines === 1 ? 'line' : 'lines'}` : null,
    ],
    ...gaps.map((gap) => [safe`not heard`, gapText(gap)] as const),
    [safe`known since`, sinceAtMs === null ? 'never: no monitor has received it' : utcStamp(sinceAtMs)],
  ]
  const lines = rows.flatMap(([label, text]) =>
    text === null ? [] : [safe`  ${padEnd(label, labelCells)}  ${safeLine(text, 10_000)}`],
  )
  return [safe`${isIncomplete(audit) ? '✗' : '✓'} ${safeLine(audit.jobId)}`, ...lines]
}

/** What holds for all jobs: since when the ledger knows this broker, and how many jobs miss something. */
export function auditSummary({ broker, sinceAtMs, jobs }: AuditReport): SafeText {
  const incomplete = jobs.filter(isIncomplete).length
  const since =
    sinceAtMs === null
      ? safe`the ledger is empty: no monitor has received anything yet`
      : safe`the ledger begins at ${safeLine(utcStamp(sinceAtMs))}`
  return safe`${incomplete} of ${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'} incomplete · ${since} · ${safeLine(broker)}`
}

/** The whole report as one line of JSON. */
export function auditJson({ broker, sinceAtMs, jobs }: AuditReport): SafeText {
  return safeJson({
    broker,
    since: stampOf(sinceAtMs),
    complete: !jobs.some(isIncomplete),
    jobs: jobs.map((audit) => ({
      job_id: audit.jobId,
      since: stampOf(audit.sinceAtMs),
      complete: !isIncomplete(audit),
      seen: audit.seen,
      missed: audit.missed,
      missed_before: audit.missedBefore,
      not_recorded: audit.notRecorded,
      repeated: audit.repeated,
      ...audit.groups,
      unreadable_lines: audit.unreadableLines,
      gaps: audit.gaps.map(({ fromAtMs, toAtMs, why }) => ({ from: stampOf(fromAtMs), to: stampOf(toAtMs), why })),
    })),
  })
}

function textOf(ranges: SeqSet): string | null {
  if (ranges.length === 0) return null
  const more = countIn(ranges.slice(maxRanges))
  const count = countIn(ranges)
  const text = `${rangesText(ranges.slice(0, maxRanges))}${more > 0 ? ` and ${more} more` : ''}`
  return count > 1 ? `${text} (${count})` : text
}

function numberText(count: number): string | null {
  return count > 0 ? `${count}` : null
}

function gapText({ fromAtMs, toAtMs, why }: Gap): string {
  return `${utcStamp(fromAtMs)} – ${utcStamp(toAtMs)}, ${why}`
}

/** RFC 3339 with milliseconds. */
function stampOf(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}

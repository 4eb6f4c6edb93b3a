// Audits the jobs of one broker: the ledger says what came, the registry which numbers were taken, the outbox what has not
// been sent yet.
import { JobdeckError } from '../../domain/failure.ts'
import { hasEnded } from '../../domain/jobs/job.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import type { Gap, JobSummary, Ledger, LedgerLocation } from '../../io/ledger/ledger.ts'
import { brokerUrl, usualPort } from '../../io/mqtt/settings.ts'
import type { JobRecord } from '../../io/registry/record.ts'
import { auditJob, type JobAudit } from './audit-job.ts'
import { openUnreadLogs } from './unread-log.ts'

export interface AuditRequest extends Pick<LedgerLocation, 'broker'> {
  /** The registry's records. */
  readonly records: ReadonlyMap<JobId, JobRecord>
  /** Empty for every job that the ledger or the registry knows. */
  readonly jobs: readonly JobId[]
  readonly registryDir: string
}

export interface AuditReport {
  readonly broker: string
  /** Receipt of the first event of all, in epoch milliseconds: what was sent before, the ledger cannot know. Null before any. */
  readonly sinceAtMs: number | null
  /** In the order of their first events. */
  readonly jobs: readonly JobAudit[]
}

/** Audits a ledger. Throws JobdeckError: `io` when it cannot be read, `bad-data` for a job that nobody knows. */
export async function auditJobs(
  ledger: Ledger,
  { broker, jobs, records, registryDir }: AuditRequest,
): Promise<AuditReport> {
  const summaries = new Map<JobId, JobSummary>()
  await ledger.restoreJobs((some) => {
    for (const summary of some) summaries.set(summary.jobId, summary)
  })
  const known = { summaries, records: recordsOf(records, broker) }
  const gaps = await ledger.gaps()
  const unreadLog = await openUnreadLogs(ledger, registryDir)
  const audits: JobAudit[] = []
  for (const jobId of jobs.length > 0 ? named(jobs, known) : everyJob(known)) {
    const summary = summaries.get(jobId) ?? null
    const record = known.records.get(jobId) ?? null
    const life = lifeOf(summary, record)
    audits.push(
      auditJob({
        jobId,
        summary,
        marks: await ledger.jobMarks(jobId, createdAtMs(record)),
        // Without a record for this broker, the log may be about another one.
        logged: record
          ? (await unreadLog(jobId)).filter(({ event }) => !isRecorded(ledger, event)).map(({ event }) => event.seq)
          : [],
        lastSeq: record?.last_seq ?? 0,
        gaps: gaps.filter((gap) => isWithin(gap, life)),
        sinceAtMs: summary?.firstEventAtMs ?? null,
      }),
    )
  }
  const moments = [...summaries.values()].map(({ firstEventAtMs }) => firstEventAtMs).filter((ms) => ms !== null)
  return { broker, sinceAtMs: earliest(moments), jobs: audits.toSorted(byFirstEvent) }
}

/** By content as well: after a restart of its numbers a job has two events of one seq. */
function isRecorded(ledger: Ledger, { jobId, seq, content }: JobEvent): boolean {
  return ledger.contentsOf(jobId, seq).includes(content)
}

interface Known {
  readonly summaries: ReadonlyMap<JobId, JobSummary>
  readonly records: ReadonlyMap<JobId, JobRecord>
}

/** A number that was taken for another broker is not missing on this one. */
function recordsOf(records: AuditRequest['records'], broker: string): ReadonlyMap<JobId, JobRecord> {
  return new Map([...records].filter(([, record]) => record.broker === null || urlOf(record.broker) === broker))
}

function urlOf({ host, port, tls }: NonNullable<JobRecord['broker']>): string {
  return brokerUrl({ host, port: port ?? usualPort({ tls }), tls, transport: 'tcp' })
}

function named(jobs: readonly JobId[], { summaries, records }: Known): readonly JobId[] {
  const unknown = jobs.find((id) => !summaries.has(id) && !records.has(id))
  if (unknown === undefined) return [...new Set(jobs)]
  throw new JobdeckError(
    'bad-data',
    `neither the ledger of this broker nor the registry knows job ${unknown}`,
    'name its broker with --profile',
  )
}

/** The jobs of which something was sent. */
function everyJob({ summaries, records }: Known): readonly JobId[] {
  const received = [...summaries.values()].filter(({ eventCount, tallies }) => eventCount > 0 || tallies.notRecorded)
  const taken = [...records.values()].filter(({ last_seq: lastSeq }) => lastSeq > 0)
  const ids = [...received.map(({ jobId }) => jobId), ...taken.map(({ job_id: id }) => id)]
  return [...new Set(ids)]
}

/** What came before the record was made was numbered by another counter. */
function createdAtMs(record: JobRecord | null): number {
  return (record && parseUtcStamp(record.created_at)) ?? 0
}

interface Life {
  readonly fromAtMs: number
  readonly toAtMs: number
}

function lifeOf(summary: JobSummary | null, record: JobRecord | null): Life {
  const created = record && parseUtcStamp(record.created_at)
  const ended = record && hasEnded(record.status) ? parseUtcStamp(record.updated_at) : null
  return {
    fromAtMs:
      earliest([created, summary?.firstEventAtMs ?? null].filter((ms) => ms !== null)) ?? Number.NEGATIVE_INFINITY,
    toAtMs: summary?.ending?.receivedAtMs ?? ended ?? Number.POSITIVE_INFINITY,
  }
}

function isWithin({ fromAtMs, toAtMs }: Gap, life: Life): boolean {
  return fromAtMs <= life.toAtMs && toAtMs >= life.fromAtMs
}

function earliest(moments: readonly number[]): number | null {
  return moments.length === 0 ? null : moments.reduce((a, b) => Math.min(a, b))
}

function byFirstEvent(a: JobAudit, b: JobAudit): number {
  return (a.sinceAtMs ?? Number.POSITIVE_INFINITY) - (b.sinceAtMs ?? Number.POSITIVE_INFINITY) || 0
}

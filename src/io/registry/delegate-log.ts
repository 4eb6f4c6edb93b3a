// `.mam/delegate_job_logs/<job_id>/`, where the wrapper keeps its log of a job: `meta.json`, `events.ndjson` and `status.json`
// (docs/formats.md). jobdeck writes there too, where that directory exists.
import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { appendLines, openForAppending } from '../files/append-lines.ts'
import { writeAtomically } from '../files/atomic-write.ts'
import { errnoOf, ioError } from '../files/io-error.ts'
import { delegateEventsPath, delegateLogsDir } from './job-logs.ts'
import type { JobRecord } from './record.ts'
import { readRecord } from './registry.ts'

/**
 * Writes down that a job with a record exists, and an event that was published for it; null for none yet. Does nothing without
 * `delegate_job_logs`, or a record. Throws JobdeckError as `readRecord`, and `io`.
 */
export async function writeDelegateLog(registryDir: string, jobId: JobId, payload: string | null): Promise<void> {
  const logs = delegateLogsDir(registryDir)
  if (logs === null || !(await isDirectory(logs))) return
  const record = await readRecord(registryDir, jobId)
  if (record === null) return
  const dir = join(logs, jobId)
  try {
    await makeOwnDirectory(dir)
    await writeOnce(join(dir, 'meta.json'), metaOf(record))
    if (payload !== null) await append(delegateEventsPath(dir), payload)
    const content = jsonText(statusOf(record))
    await writeAtomically({ path: join(dir, 'status.json'), content, mode: 0o600, onExisting: 'replace' })
  } catch (error) {
    throw ioError('write the log in', dir, error)
  }
}

/** What was delegated; nothing that is secret or changes. */
function metaOf(record: JobRecord) {
  return {
    schema_version: 1,
    job_id: record.job_id,
    created_at: record.created_at,
    prompt: record.prompt,
    agent: record.agent,
    agent_session: record.agent_session,
    topic_prefix: record.topic_prefix,
    timeout_sec: record.timeout_sec,
    idle_timeout_sec: record.idle_timeout_sec,
    expected_artifacts: record.expected_artifacts,
  }
}

function statusOf({ job_id, status, last_seq, updated_at }: JobRecord) {
  return { schema_version: 1, job_id, status, last_seq, updated_at }
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

async function isDirectory(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => null)
  return stats?.isDirectory() ?? false
}

/** A link in its place could lead anywhere. */
async function makeOwnDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    if (!(await isDirectory(path))) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' })
  }
}

/** Keeps what is there: the wrapper may know more of the job. */
async function writeOnce(path: string, value: unknown): Promise<void> {
  try {
    await writeAtomically({ path, content: jsonText(value), mode: 0o600, onExisting: 'refuse' })
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

async function append(path: string, line: string): Promise<void> {
  const file = await openForAppending(path)
  await appendLines(file, `${line}\n`).finally(() => file.close())
}

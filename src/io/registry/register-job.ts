// Registers a job: a complete new record, under an id that no other job of the directory has (PROTOCOL.md §5).
import { randomInt } from 'node:crypto'
import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { isTopicBase, topicPrefixOf } from '../../domain/protocol/topics.ts'
import { utcStamp } from '../../domain/text/timestamp.ts'
import { systemClock } from '../clock/system-clock.ts'
import { isTemporary } from '../files/atomic-write.ts'
import { ioError } from '../files/io-error.ts'
import { makeDirectory } from '../files/make-directory.ts'
import { pathExists } from '../files/path-exists.ts'
import { withDirectoryLock } from '../lock/directory-lock.ts'
import { eventLogPath } from './event-log.ts'
import { type BrokerBlock, maxRecordBytes, parseRecord } from './record.ts'
import { recordPath, writeRecordFile } from './record-file.ts'
import type { ChangeOptions } from './registry.ts'

export interface RegisterRequest {
  readonly prompt: string
  readonly agent: string
  /** Such as `tmux:claude`; null for none. */
  readonly agentSession: string | null
  /** What the worker connects with; null leaves that to the worker's environment. */
  readonly broker: BrokerBlock | null
  readonly topicBase: string
  readonly timeoutSec: number
  readonly idleTimeoutSec: number
  readonly expectedArtifacts: readonly string[]
  /** Secret; null for unsigned events. */
  readonly authToken: string | null
  /** For a job whose id follows from something else; a record that has it already stays as it is. */
  readonly id?: JobId
  /** Fields of our own behind those of PROTOCOL.md §5, named as in the file. */
  readonly ownFields?: Readonly<Record<string, unknown>>
}

const idAlphabet = '0123456789abcdefghijklmnopqrstuvwxyz'
const idLength = 8
/** Room for a longer status, a higher last_seq and fields that other programs add. */
const growthBytes = 4_096

/**
 * Writes a new record (0600) and returns its id; creates the directory (0700) if it is missing.
 *
 * Throws JobdeckError: `bad-data` for a request that a record cannot hold, `io` when the directory cannot be locked or
 * written, `config` where locking does not work. No record has been written in these cases.
 */
export async function registerJob(
  dir: string,
  request: RegisterRequest,
  { clock = systemClock, ...lockOptions }: ChangeOptions = {},
): Promise<JobId> {
  checkRequest(request)
  try {
    makeDirectory(dir)
  } catch (error) {
    throw ioError('create the registry directory', dir, error)
  }
  return await withDirectoryLock(
    dir,
    async () => {
      await removeLeftovers(dir)
      const id = request.id ?? (await freeId(dir))
      if (request.id && (await pathExists(recordPath(dir, id)))) return id
      await writeRecordFile(dir, id, recordText(id, request, clock.wallMs()))
      return id
    },
    lockOptions,
  )
}

/** The text of a new record: every field of PROTOCOL.md §5, in its order. */
function recordText(id: JobId, request: RegisterRequest, createdMs: number): string {
  const createdAt = utcStamp(createdMs)
  const record = {
    schema_version: 1,
    job_id: id,
    status: 'pending',
    created_at: createdAt,
    updated_at: createdAt,
    prompt: request.prompt,
    agent: request.agent,
    agent_session: request.agentSession,
    broker: request.broker,
    topic_prefix: topicPrefixOf(request.topicBase, id),
    timeout_sec: request.timeoutSec,
    idle_timeout_sec: request.idleTimeoutSec,
    expected_artifacts: request.expectedArtifacts,
    last_seq: 0,
    auth_token: request.authToken,
    ...request.ownFields,
  }
  return `${JSON.stringify(record, null, 2)}\n`
}

/** Never write a record that could not be read back, or that could outgrow the limit while its job runs. */
function checkRequest(request: RegisterRequest): void {
  if (request.prompt.trim() === '') throw new JobdeckError('bad-data', 'the prompt is empty', 'describe the task')
  if (!isTopicBase(request.topicBase))
    throw new JobdeckError('bad-data', 'the topic base is not a valid topic', 'leave out wildcards and empty levels')
  const example = parseJobId('a'.repeat(idLength))
  if (example === null) return
  const text = recordText(example, request, 0)
  const most = maxRecordBytes - growthBytes
  if (Buffer.byteLength(text) > most)
    throw new JobdeckError('bad-data', 'the record would be too large', `the limit is ${most} bytes`)
  const parsed = parseRecord(text, example)
  if (parsed.kind === 'problem') throw new JobdeckError('bad-data', parsed.explanation)
}

async function freeId(dir: string): Promise<JobId> {
  for (;;) {
    const id = parseJobId(Array.from({ length: idLength }, () => idAlphabet[randomInt(idAlphabet.length)]).join(''))
    if (id !== null && !(await pathExists(recordPath(dir, id))) && !(await pathExists(eventLogPath(dir, id)))) return id
  }
}

/** Temporary files exist only while the lock is held, so those found here belong to processes that were killed. */
async function removeLeftovers(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => [])
  await Promise.all(names.filter(isTemporary).map((name) => unlink(join(dir, name)).catch(() => undefined)))
}

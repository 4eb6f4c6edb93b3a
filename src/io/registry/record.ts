// The content of a record file (PROTOCOL.md §5). Other programs write them too, so unknown and missing fields are accepted;
// a field of the wrong type is not, because acting on a guess would be worse than reporting it.
import * as z from 'zod'
import { defaultIdleTimeoutSec, defaultTimeoutSec, type RecordStatus } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { isTopicBase } from '../../domain/protocol/topics.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'

/** Larger files are not read. */
export const maxRecordBytes = 1024 * 1024

/** Why a file is not a usable record; such a file is never written to. */
export type RecordFault =
  | 'bad-name'
  | 'invalid'
  | 'not-a-file'
  | 'not-json'
  | 'other-schema'
  | 'too-large'
  | 'unreadable'
  | 'wrong-id'

/** A field that may be missing or null, and its value in that case. */
function orElse<Schema extends z.ZodType>(schema: Schema, fallback: z.output<Schema>) {
  return schema.nullish().transform((value) => value ?? fallback)
}

const stamp = z.string().refine((text) => parseUtcStamp(text) !== null, 'Invalid input: expected an RFC 3339 time')

/** A block without a host counts as none. */
const brokerBlock = z
  .looseObject({
    host: z.string().nullish(),
    port: orElse(z.int().min(1).max(65_535).nullable(), null),
    tls: orElse(z.boolean(), false),
    username: orElse(z.string().nullable(), null),
    password: orElse(z.string().nullable(), null),
  })
  .transform(({ host, ...rest }) => (host ? { host, ...rest } : null))

const recordFields = z.looseObject({
  schema_version: z.literal(1),
  job_id: z.string(),
  status: z.enum(['pending', 'running', 'completed', 'error', 'cancelled']),
  created_at: stamp,
  updated_at: stamp.nullish(),
  prompt: orElse(z.string(), ''),
  agent: orElse(z.string(), ''),
  agent_session: orElse(z.string().nullable(), null),
  broker: brokerBlock.nullish(),
  topic_prefix: z.string().refine(isTopicBase, 'Invalid input: expected a topic without wildcards').nullish(),
  timeout_sec: orElse(z.number().positive(), defaultTimeoutSec),
  idle_timeout_sec: orElse(z.number().positive(), defaultIdleTimeoutSec),
  expected_artifacts: orElse(z.array(z.string()), []),
  last_seq: orElse(z.int().min(0), 0),
  auth_token: orElse(z.string().nullable(), null),
})

/** What a publisher of this job connects with: the worker's credentials. */
export interface BrokerBlock {
  readonly host: string
  /** Null for the default port, which depends on `tls`. */
  readonly port: number | null
  readonly tls: boolean
  readonly username: string | null
  /** Secret: never shown, logged or passed as an argument. */
  readonly password: string | null
}

/** A record with all defaults filled in, its fields named as in the file; unknown fields are kept. */
export interface JobRecord {
  readonly schema_version: 1
  readonly job_id: JobId
  readonly status: RecordStatus
  /** RFC 3339, as written in the file. */
  readonly created_at: string
  readonly updated_at: string
  readonly prompt: string
  readonly agent: string
  readonly agent_session: string | null
  readonly broker: BrokerBlock | null
  /** Null if the record has none: the job's topic then follows the topic base in use. */
  readonly topic_prefix: string | null
  readonly timeout_sec: number
  readonly idle_timeout_sec: number
  readonly expected_artifacts: readonly string[]
  readonly last_seq: number
  /** Secret. */
  readonly auth_token: string | null
  readonly [unknownField: string]: unknown
}

export type ParsedRecord =
  | { readonly kind: 'record'; readonly record: JobRecord }
  | { readonly kind: 'problem'; readonly fault: RecordFault; readonly explanation: string }

/** Parses a record's text. `id` is that of its file name. Never throws; explanations quote nothing of the text. */
export function parseRecord(text: string, id: JobId): ParsedRecord {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return problem('not-json', text.trim() === '' ? 'the file is empty' : 'the file is not valid JSON')
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return problem('invalid', 'the file is not a JSON object')
  const version = 'schema_version' in json ? json.schema_version : undefined
  if (version !== 1) return problem('other-schema', `schema_version is ${scalar(version)}, expected 1`)
  const parsed = recordFields.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return problem('invalid', `${issue?.path.join('.')}: ${issue?.message}`)
  }
  if (parsed.data.job_id !== id) return problem('wrong-id', 'its job_id differs from its file name')
  const { updated_at, topic_prefix, broker } = parsed.data
  const record: JobRecord = {
    ...parsed.data,
    job_id: id,
    updated_at: updated_at ?? parsed.data.created_at,
    topic_prefix: topic_prefix ?? null,
    broker: broker ?? null,
  }
  return { kind: 'record', record }
}

function problem(fault: RecordFault, explanation: string): ParsedRecord {
  return { kind: 'problem', fault, explanation }
}

function scalar(value: unknown): string {
  return typeof value === 'number' ? String(value) : value === undefined ? 'missing' : 'not a number'
}

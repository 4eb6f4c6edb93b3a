// A record as people and `--json` see it.
import type { BrokerBlock, JobRecord } from '../../io/registry/record.ts'

const mask = '***'

/** The fields that are not secret. Any other may be: other programs add what they need. */
const publicFields: ReadonlySet<string> = new Set([
  ...['schema_version', 'job_id', 'status', 'created_at', 'updated_at', 'prompt', 'agent', 'agent_session', 'broker'],
  ...['topic_prefix', 'timeout_sec', 'idle_timeout_sec', 'expected_artifacts', 'last_seq'],
])
const publicBrokerFields: ReadonlySet<string> = new Set(['host', 'port', 'tls', 'username'])

/** The record with whatever may be secret replaced by a mask, which shows only that there is something. */
export function maskedRecord(record: JobRecord): JobRecord {
  return { ...record, ...masked(record, publicFields), broker: record.broker && maskedBroker(record.broker) }
}

function maskedBroker(block: BrokerBlock): BrokerBlock {
  // Other programs may have written a URL that contains a login.
  return { ...block, ...masked(block, publicBrokerFields), host: block.host.replace(/^.*@/s, `${mask}@`) }
}

function masked(fields: object, shown: ReadonlySet<string>): object {
  const entries = Object.entries(fields)
  return Object.fromEntries(entries.map(([name, value]) => [name, shown.has(name) || !value ? value : mask]))
}

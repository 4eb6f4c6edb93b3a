// A record as people and `--json` see it.
import type { BrokerBlock, JobRecord } from '../../io/registry/record.ts'

const mask = '***'

/** The fields of a broker block that are not secret: any other may be a password under another name. */
const publicBrokerFields: ReadonlySet<string> = new Set(['host', 'port', 'tls', 'username'])

/** The record with every secret replaced by a mask, which shows only that there is one. */
export function maskedRecord(record: JobRecord): JobRecord {
  return {
    ...record,
    broker: record.broker && maskedBroker(record.broker),
    auth_token: record.auth_token === null ? null : mask,
  }
}

function maskedBroker(block: BrokerBlock): BrokerBlock {
  const fields = Object.entries(block).map(([name, value]) => [
    name,
    publicBrokerFields.has(name) || !value ? value : mask,
  ])
  // Other programs may have written a URL that contains a login.
  return { ...block, ...Object.fromEntries(fields), host: block.host.replace(/^.*@/s, `${mask}@`) }
}

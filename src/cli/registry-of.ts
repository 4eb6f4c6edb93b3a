// Where the registry of this run is, and what a record may show of itself.

import type { JobRecord } from '../registry/record.ts'
import { registryDir } from '../registry/registry-dir.ts'
import type { CliContext } from './cli-context.ts'

/** The registry directory as an absolute path; it need not exist. */
export function registryDirOf(context: CliContext): Promise<string> {
  return registryDir(context.registryDir ?? undefined, context.cwd)
}

const mask = '***'

/** The record as people and `--json` see it: secrets are only shown to be there. */
export function maskedRecord(record: JobRecord): JobRecord {
  return {
    ...record,
    broker: record.broker?.password ? { ...record.broker, password: mask } : record.broker,
    auth_token: record.auth_token === null ? null : mask,
  }
}

// Where the registry of this run is, and what a record may show of itself.

import { JobdeckError } from '../../domain/failure.ts'
import type { BrokerBlock, JobRecord } from '../../io/registry/record.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'
import { registryDir } from '../../io/registry/registry-dir.ts'
import type { CliContext } from './context.ts'

/** The registry directory as an absolute path; it need not exist. */
export function registryDirOf(context: CliContext): Promise<string> {
  return registryDir(context.registryDir ?? undefined, context.cwd)
}

/** Tells the person why nothing happens while another process holds the registry's lock. */
export function tellsOfLock({ stderr }: CliContext): () => void {
  return () => void stderr.write('jobdeck: waiting for the registry lock…\n')
}

/** Throws `io` when the directory itself cannot be read: an empty answer would be a wrong one. */
export function checkReadable({ problems }: RegistrySnapshot): void {
  const unlisted = problems.find(({ jobId, fault }) => jobId === null && fault === 'unreadable')
  if (unlisted) throw new JobdeckError('io', `${unlisted.file}: ${unlisted.explanation}`, 'check --registry-dir')
}

/**
 * Throws `bad-data`, or `io` for what cannot be read, when a file that stands for a job cannot be used: an answer that
 * may lack a job is no success. What is wrong with each has been told before.
 */
export function checkComplete({ problems }: RegistrySnapshot): void {
  const broken = problems.filter(({ jobId }) => jobId !== null)
  if (broken.length === 0) return
  const onlyUnreadable = broken.every(({ fault }) => fault === 'unreadable')
  const count = broken.length === 1 ? '1 record' : `${broken.length} records`
  throw new JobdeckError(
    onlyUnreadable ? 'io' : 'bad-data',
    `${count} cannot be used, so this does not tell of every job`,
    'mend or remove what is named above',
  )
}

const mask = '***'

/** What of a broker block is no secret: another field may be a password by a wrong name. */
const shownOfBroker: ReadonlySet<string> = new Set(['host', 'port', 'tls', 'username'])

/** The record as people and `--json` see it: secrets are only shown to be there. */
export function maskedRecord(record: JobRecord): JobRecord {
  return {
    ...record,
    broker: record.broker && maskedBroker(record.broker),
    auth_token: record.auth_token === null ? null : mask,
  }
}

function maskedBroker(block: BrokerBlock): BrokerBlock {
  const fields = Object.entries(block).map(([name, value]) => [name, shownOfBroker.has(name) || !value ? value : mask])
  // Other programs may have written a URL with a login.
  return { ...block, ...Object.fromEntries(fields), host: block.host.replace(/^.*@/s, `${mask}@`) }
}

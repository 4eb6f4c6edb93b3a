// Where the events of a job are written down (PROTOCOL.md §5): beside its record, and where the wrapper keeps its own log.
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { eventLogPath } from './event-log.ts'

/** The directories that a registry is in: the project's root is above them. */
export const registryHomes: ReadonlySet<string> = new Set(['.mam', '.hermes'])
const logSuffix = '.events.log'

/**
 * `<root>/.mam/delegate_job_logs` of the registry `<root>/.mam/jobs` or `<root>/.hermes/jobs`. Null for a registry elsewhere,
 * which has no such root: what is above it may be a directory that anyone can write to.
 */
export function delegateLogsDir(registryDir: string): string | null {
  const home = dirname(registryDir)
  return registryHomes.has(basename(home)) ? join(dirname(home), '.mam/delegate_job_logs') : null
}

export function delegateEventsPath(dir: string): string {
  return join(dir, 'events.ndjson')
}

/** The logs of each job, as paths that may not be readable. Directories that cannot be listed hold none. */
export async function listJobLogs(registryDir: string): Promise<ReadonlyMap<JobId, readonly string[]>> {
  const logs = delegateLogsDir(registryDir)
  const [names, delegated] = await Promise.all([namesIn(registryDir), logs === null ? [] : namesIn(logs)])
  const paths = new Map<JobId, string[]>()
  const add = (id: JobId | null, path: (id: JobId) => string) => {
    if (id !== null) paths.set(id, [...(paths.get(id) ?? []), path(id)])
  }
  for (const name of names.filter((name) => name.endsWith(logSuffix)))
    add(parseJobId(name.slice(0, -logSuffix.length)), (id) => eventLogPath(registryDir, id))
  if (logs !== null) for (const name of delegated) add(parseJobId(name), (id) => delegateEventsPath(join(logs, id)))
  return paths
}

function namesIn(dir: string): Promise<readonly string[]> {
  return readdir(dir).catch(() => [])
}

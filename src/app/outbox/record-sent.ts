// What the registry learns of an event that the broker has acknowledged: the job's status, and a line in its event log.
import { readFile } from 'node:fs/promises'
import { describeError } from '../../domain/failure.ts'
import { statusAfter } from '../../domain/jobs/status-after.ts'
import { type EventType, eventTypes } from '../../domain/protocol/event.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { writeDelegateLog } from '../../io/registry/delegate-log.ts'
import { appendEventLog, eventLogPath } from '../../io/registry/event-log.ts'
import { setStatus } from '../../io/registry/registry.ts'

export interface RecordSentOptions {
  /** The registry's lock is held by another process. */
  readonly onWait?: () => void
  /** `resumed`: a killed process may have done some of it. */
  readonly how: 'first' | 'resumed'
}

/** Returns why it could not be recorded; null when it was, or when the job has no record. Never throws. */
export async function recordSent(entry: OutboxEntry, { onWait, how }: RecordSentOptions): Promise<string | null> {
  const { registryDir, jobId, payload } = entry
  const event = eventOfEntry(entry)
  if (registryDir === null || event === null) return null
  try {
    await setStatus(registryDir, jobId, statusAfter[event], { onWait })
    const isNew = how === 'first' || !(await isLogged(entry, registryDir))
    if (isNew) await appendEventLog(registryDir, jobId, payload)
    await writeDelegateLog(registryDir, jobId, isNew ? payload : null)
    return null
  } catch (error) {
    return `acknowledged, but not recorded: ${describeError(error)}`
  }
}

/** The kind of event that an entry holds; null when its payload is damaged. */
export function eventOfEntry({ payload }: Pick<OutboxEntry, 'payload'>): EventType | null {
  try {
    const { event } = JSON.parse(payload)
    return eventTypes.find((known) => known === event) ?? null
  } catch {
    return null
  }
}

async function isLogged({ jobId, payload }: OutboxEntry, registryDir: string): Promise<boolean> {
  const log = await readFile(eventLogPath(registryDir, jobId), 'utf8').catch(() => '')
  return log.split('\n').includes(payload)
}

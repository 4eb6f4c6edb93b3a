// `jobdeck outbox list`: what is queued, why, since when, and for which broker.
import { type ListedEntry, listOutbox } from '../../app/outbox/list-outbox.ts'
import { safeJson, safeLine } from '../../domain/text/safe-text.ts'
import { utcStamp } from '../../domain/text/timestamp.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { withOutbox } from '../context/with-outbox.ts'
import { exitStatus } from '../exit-status.ts'
import { note } from '../output/note.ts'
import { tableOf } from '../output/table.ts'

export interface OutboxListOptions {
  readonly all?: true
  readonly json?: true
}

const headings = ['ID', 'STATE', 'JOB', 'SEQ', 'EVENT', 'SINCE', 'TRIES', 'BROKER', 'WHY']

/** Prints the entries, the oldest first. Throws `io` when the outbox cannot be read. */
export async function runOutboxList(context: CliContext, options: OutboxListOptions): Promise<number> {
  const means = { ...context, profiles: profilesOf(context), which: options.all ? 'all' : 'open' } as const
  const listed = await withOutbox(context, (outbox) => listOutbox(outbox, means))
  context.stdout.write(options.json ? `${safeJson(listed.map(jsonOf))}\n` : tableOf(headings, listed.map(cellsOf)))
  if (!options.json && listed.length === 0) note(context, 'nothing is queued')
  return exitStatus.done
}

function cellsOf({ entry, event, why }: ListedEntry): readonly string[] {
  const { id, state, jobId, seq, queuedAtMs, attempts, broker } = entry
  const since = safeLine(utcStamp(queuedAtMs))
  return [String(id), state, jobId, String(seq), event ?? '?', since, String(attempts), broker, why ?? '']
}

function jsonOf({ entry, event, why }: ListedEntry): unknown {
  const { id, state, jobId, seq, topic, retain, broker, profile, username, registryDir, attempts } = entry
  return {
    ...{ id, state, job_id: jobId, seq, event, topic, retain, broker, profile, username, registry_dir: registryDir },
    ...{ attempts, queued_at: utcStamp(entry.queuedAtMs), changed_at: utcStamp(entry.changedAtMs), why },
  }
}

// The values that only this machine knows: its jobs, profiles and tmux sessions. Nothing here reaches a broker.
import { readdir } from 'node:fs/promises'
import { parseJobId } from '../../domain/protocol/job-id.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import { isRecordName } from '../../io/registry/record-cache.ts'
import { readRecordFile } from '../../io/registry/record-file.ts'
import { listSessions } from '../../io/tmux/list-sessions.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import type { Candidate } from './expected-words.ts'
import type { ValueSource } from './value-sources.ts'

/** With more records than this, the ids come without descriptions: reading every file would take too long for a key. */
const maxDescribed = 500

/** The values of a source; none when it cannot be read. */
export async function knownValues(source: ValueSource, context: CliContext): Promise<readonly Candidate[]> {
  if (source === 'jobs') return await knownJobs(await registryDirOf(context))
  if (source === 'profiles')
    return profilesOf(context)
      .list()
      .map(({ name }) => ({ word: name, description: '' }))
  if (source !== 'sessions') return []
  return (await listSessions()).map((name) => ({ word: `tmux:${name}`, description: '' }))
}

/** The jobs in the registry, newest first where they are described. */
async function knownJobs(dir: string): Promise<readonly Candidate[]> {
  const names = await readdir(dir).catch(() => [])
  const ids = names.filter(isRecordName).flatMap((name) => parseJobId(name.slice(0, -'.json'.length)) ?? [])
  if (ids.length > maxDescribed) return ids.toSorted().map((id) => ({ word: id, description: '' }))
  const readings = await Promise.all(ids.map(async (id) => ({ id, reading: await readRecordFile(dir, id) })))
  return readings
    .map(({ id, reading }) => {
      if (reading.kind !== 'record') return { id, created: 0, description: '' }
      const { status, prompt, created_at } = reading.record
      return { id, created: parseUtcStamp(created_at) ?? 0, description: `${status}: ${prompt}` }
    })
    .sort((a, b) => b.created - a.created)
    .map(({ id, description }) => ({ word: id, description }))
}

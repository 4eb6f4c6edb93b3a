// `jobdeck list`: the jobs in the registry, newest first.
import { checkComplete, checkReadable } from '../../app/checks/registry-completeness.ts'
import type { RecordStatus } from '../../domain/jobs/job.ts'
import { cellWidth } from '../../domain/text/cells.ts'
import { clipCells, padEnd, type SafeText, safe, safeJson, safeLine } from '../../domain/text/safe-text.ts'
import { parseUtcStamp, utcStamp } from '../../domain/text/timestamp.ts'
import { readRegistry } from '../../io/registry/read-registry.ts'
import type { JobRecord } from '../../io/registry/record.ts'
import type { CliContext } from '../context/context.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { maskedRecord } from '../output/masked-record.ts'
import { note } from '../output/note.ts'

export interface ListOptions {
  readonly status?: readonly RecordStatus[]
  readonly json?: true
}

const headings = [safe`JOB`, safe`STATUS`, safe`AGENT`, safe`SESSION`, safe`CREATED`]
const maxCells = 24

/** Lists the records; names unusable files on stderr. Throws as `checkReadable`, and at the end as `checkComplete`. */
export async function runList(context: CliContext, options: ListOptions): Promise<number> {
  const dir = await registryDirOf(context)
  const registry = await readRegistry(dir)
  checkReadable(registry)
  const { records, problems } = registry
  const wanted = [...records.values()]
    .filter((record) => !options.status || options.status.includes(record.status))
    .sort((a, b) => (parseUtcStamp(b.created_at) ?? 0) - (parseUtcStamp(a.created_at) ?? 0))
  context.stdout.write(options.json ? `${safeJson(wanted.map(maskedRecord))}\n` : table(wanted))
  for (const { file, explanation } of problems) note(context, `${file}: ${explanation}`)
  if (!options.json && records.size === 0 && problems.length === 0) note(context, `no job in ${safeLine(dir)}`)
  checkComplete(registry)
  return exitStatus.done
}

function table(records: readonly JobRecord[]): string {
  if (records.length === 0) return ''
  const rows = records.map((record) => {
    const created = safeLine(utcStamp(parseUtcStamp(record.created_at) ?? 0))
    const cells = [record.job_id, record.status, record.agent, record.agent_session ?? '–', created]
    return cells.map((cell) => clipCells(safeLine(cell), maxCells))
  })
  const widths = headings.map((heading, column) =>
    Math.max(cellWidth(heading), ...rows.map((row) => cellWidth(row[column] ?? ''))),
  )
  const prompts = records.map((record) => clipCells(safeLine(record.prompt), 60))
  return [line(headings, widths, safe`PROMPT`), ...rows.map((row, i) => line(row, widths, prompts[i] ?? safe``))]
    .map((text) => `${text.trimEnd()}\n`)
    .join('')
}

function line(cells: readonly SafeText[], widths: readonly number[], last: SafeText): string {
  const padded = cells.map((cell, column) => padEnd(cell, widths[column] ?? 0))
  return [...padded, last].join('  ')
}

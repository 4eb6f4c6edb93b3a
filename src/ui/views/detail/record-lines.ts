// The facts of a job's record, as lines of the detail view. Pure.
import type { ArtifactState } from '../../../domain/jobs/artifact-state.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../../domain/jobs/job.ts'
import { cellWidth } from '../../../domain/text/cells.ts'
import { type SafeText, safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { type Line, span } from '../../cells/line.ts'
import { dayTime, elapsed } from '../../cells/times.ts'
import { recordText } from '../../job/job-text.ts'
import type { PaneView } from '../../job/job-view.ts'

/** The limit of one text; the protocol's own limits are lower. */
export const maxTextRows = 200

/** The facts joined by ` · ` on lines of `cells`, broken between facts: no line begins or ends with the separator. */
function factLines(facts: readonly SafeText[], cells: number): readonly Line[] {
  const lines: SafeText[] = []
  for (const fact of facts) {
    const last = lines.at(-1)
    const joined = last === undefined ? fact : safe`${last} · ${fact}`
    if (last !== undefined && cellWidth(joined) <= cells) lines[lines.length - 1] = joined
    else lines.push(fact)
  }
  return lines.flatMap((line) => wrapCells(line, cells, maxTextRows)).map((text) => [span(text, 'quiet')])
}

function artifactText(path: SafeText, state: ArtifactState): SafeText {
  if (state === 'present') return safe`✓ ${path}`
  if (state === 'missing') return safe`✗ ${path}`
  return state === 'outside' ? safe`${path} (outside of the project: not looked at)` : path
}

/** `artifacts` are the states of the record's artifacts, none while they are not known. */
export function recordLines(
  { job, wallOffsetMs }: PaneView,
  artifacts: readonly ArtifactState[],
  cells: number,
): readonly Line[] {
  const { record } = job
  const topic = safeLine(job.topic)
  const total = elapsed((record?.timeoutSec ?? defaultTimeoutSec) * 1000)
  const idle = elapsed((record?.idleTimeoutSec ?? defaultIdleTimeoutSec) * 1000)
  const limits = safe`limits ${total} total, ${idle} idle`
  const facts = record
    ? [safe`registered ${dayTime(record.createdMs + wallOffsetMs)}`, limits, topic]
    : [safe`${limits} (assumed)`, topic]
  const paths = record ? recordText(record).artifacts : []
  const [first, ...others] = paths.map((path, index) => artifactText(path, artifacts[index] ?? 'unknown'))
  const files = first === undefined ? [] : [safe`artifacts ${first}`, ...others]
  return [...factLines(facts, cells), ...factLines(files, cells)]
}

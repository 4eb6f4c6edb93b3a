// The texts of a job as the screens show them. The store holds them as they were sent; here they are made safe and cut,
// once per event and record, however often they are drawn.
import type { Ending, HistoryEntry, RecordFacts } from '../../domain/jobs/job.ts'
import { type SafeText, safeLine, safeLines } from '../../domain/text/safe-text.ts'

const maxDetailCells = 500

/** Caches what is made of an object that never changes. */
function memoize<Source extends object, Text>(make: (source: Source) => Text): (source: Source) => Text {
  const made = new WeakMap<Source, Text>()
  return (source) => {
    const known = made.get(source)
    if (known !== undefined) return known
    const text = make(source)
    made.set(source, text)
    return text
  }
}

/** What an event, the newest event or the end of a job says, on one line. */
export const detailText = memoize(({ detail }: Pick<HistoryEntry | Ending, 'detail'>) =>
  safeLine(detail, maxDetailCells),
)

export interface RecordText {
  /** On one line; `promptLines` has the whole. */
  readonly prompt: SafeText
  readonly promptLines: readonly SafeText[]
  readonly agent: SafeText
  readonly session: SafeText | null
  readonly artifacts: readonly SafeText[]
}

export const recordText = memoize(
  ({ prompt, agent, session, artifacts }: RecordFacts): RecordText => ({
    prompt: safeLine(prompt),
    promptLines: prompt === '' ? [] : safeLines(prompt),
    agent: safeLine(agent),
    session: session === null ? null : safeLine(session),
    artifacts: artifacts.map((path) => safeLine(path)),
  }),
)

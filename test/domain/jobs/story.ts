// A story is one case of the fold's table: what arrives, and what a person then sees of the job.
import { expect, it } from 'vitest'
import { statusAt } from '../../../src/domain/jobs/deadlines.ts'
import type { Effect } from '../../../src/domain/jobs/effect.ts'
import { fold } from '../../../src/domain/jobs/fold.ts'
import type { EntryNote, Job, Status } from '../../../src/domain/jobs/job.ts'
import type { FoldOutcome } from '../../../src/domain/jobs/judge.ts'
import { missedCount } from '../../../src/domain/jobs/seq-set.ts'
import { type Arrival, freshJob } from './build-job.ts'

export interface Story {
  readonly title: string
  readonly start?: Job
  readonly arrivals: readonly Arrival[]
  /** Where they are not all accepted. */
  readonly outcomes?: readonly FoldOutcome[]
  /** What each arrival means for the job, where a story is about that. */
  readonly effects?: readonly Effect[]
  /** When the last arrival has just been folded. */
  readonly status: Status
  /** seq and event of what the job does now. */
  readonly latest: string | null
  /** Of the history, where it is not one ordinary entry for each arrival. */
  readonly notes?: readonly (EntryNote | null)[]
  readonly missed?: number
  readonly duplicates?: number
  readonly secondEndings?: number
  readonly unsigned?: number
  readonly forged?: number
}

function check({ title, start = freshJob(), arrivals, ...expected }: Story): void {
  let job = start
  const outcomes: FoldOutcome[] = []
  const effects: Effect[] = []
  for (const { event, receipt } of arrivals) {
    const folded = fold(job, event, receipt)
    job = folded.job
    outcomes.push(folded.outcome)
    effects.push(folded.effect)
  }
  const { latest, seqs, missedBefore, duplicates, secondEndings, unsigned, forged, history } = job
  expect(
    {
      outcomes,
      status: statusAt(job, arrivals.at(-1)?.receipt.receivedMs ?? 0),
      latest: latest && `${latest.seq} ${latest.event}`,
      notes: history.map((entry) => entry.note),
      missed: missedBefore + missedCount(seqs),
      duplicates,
      secondEndings,
      unsigned,
      forged,
      ...(expected.effects && { effects }),
    },
    title,
  ).toEqual({
    outcomes: arrivals.map(() => 'accepted'),
    notes: arrivals.map(() => null),
    missed: 0,
    duplicates: 0,
    secondEndings: 0,
    unsigned: 0,
    forged: 0,
    ...expected,
  })
}

/** One test for each story, named by its title. */
export function itTells(stories: readonly Story[]): void {
  for (const story of stories) it(story.title, () => check(story))
}

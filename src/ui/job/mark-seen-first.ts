// A job may end while its screen is open: a key pressed there counts as having seen it.

import type { DeckCommands } from '../../app/deck/deck-commands.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { ViewRow } from '../keys/key-table.ts'

interface JobAt {
  readonly state: { readonly job: JobKey }
  readonly commands: Pick<DeckCommands, 'markSeen'>
}

/** The rows of a screen that shows one job, each of which marks the job as seen first. */
export function markSeenFirst<At extends JobAt>(rows: readonly ViewRow<At>[]): readonly ViewRow<At>[] {
  return rows.map((row) => ({
    ...row,
    run: (at, nth) => {
      at.commands.markSeen(at.state.job)
      row.run(at, nth)
    },
  }))
}

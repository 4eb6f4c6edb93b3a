// What a record says when it is first read happened before anybody watched: such an end or time-out counts as seen.
import type { JobChange } from '../jobs/transition.ts'

/** Whether a change comes from a record when it is first read. */
export function isBacklog({ before, cause }: JobChange): boolean {
  return cause === 'record' && before === null
}

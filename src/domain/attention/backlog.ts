// What a record says when it is first read happened before anybody watched: it raises no alarm.
import type { JobChange } from '../jobs/transition.ts'

/** Whether a change brings what a record said when it was first read. */
export function isBacklog({ before, cause }: JobChange): boolean {
  return cause === 'record' && before === null
}

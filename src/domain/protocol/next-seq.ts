// The next number of an event. Numbers end where readers stop taking them, which only a wrong or hostile one can reach.
import { JobdeckError } from '../failure.ts'

/** One above the highest of these. Throws JobdeckError `bad-data` when there is none that readers take. */
export function nextSeq(...used: readonly number[]): number {
  const seq = Math.max(...used) + 1
  if (Number.isSafeInteger(seq)) return seq
  throw new JobdeckError('bad-data', 'this job has no seq left: the highest possible one is used', 'register a new job')
}

// Failures to write or read the journal, in words.
import { JobdeckError } from '../../domain/failure.ts'
import { ioError } from '../files/io-error.ts'

/** JobdeckError `io`: "cannot <deed> the journal <path> (<errno>)". `lost` counts the events that it will never hold. */
export function journalIoError(deed: 'write' | 'read', path: string, error: unknown, lost = 0): JobdeckError {
  const { message, hint } = ioError(`${deed} the journal`, path, error)
  return new JobdeckError('io', lost > 0 ? `${message}; ${eventCount(lost)} lost` : message, hint)
}

/** JobdeckError `io`: the journal can be written again, but some events were discarded meanwhile. */
export function journalGap(path: string, lost: number): JobdeckError {
  return new JobdeckError('io', `the journal ${path} lacks ${eventCount(lost)} that could not be written in time`)
}

function eventCount(count: number): string {
  return count === 1 ? '1 event' : `${count} events`
}

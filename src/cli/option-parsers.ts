// Parsers that several commands' options share; each throws JobdeckError `usage`.

import { JobdeckError } from '../domain/failure.ts'
import { type JobId, parseJobId } from '../domain/protocol/job-id.ts'
import { parseDuration } from '../domain/text/duration.ts'
import { safeLine } from '../domain/text/safe-text.ts'

/** A duration option in seconds. */
export const duration = (text: string): number => parseDuration(text)

/** One or more job ids, as commander collects a variadic argument. */
export function jobId(text: string, previous?: readonly JobId[]): readonly JobId[] {
  return [...(previous ?? []), oneJobId(text)]
}

/** One job id. */
export function oneJobId(text: string): JobId {
  const id = parseJobId(text)
  if (!id)
    throw new JobdeckError('usage', `"${safeLine(text, 80)}" is no job id`, 'an id has 1 to 64 of A-Z a-z 0-9 _ -')
  return id
}

/** A TCP port. */
export function port(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= 65_535))
    throw new JobdeckError(
      'usage',
      `"${safeLine(text, 20)}" is no port`,
      'give a number from 0 (any free one) to 65535',
    )
  return value
}

/** An option that may be given several times. */
export function repeated(text: string, previous?: readonly string[]): readonly string[] {
  return [...(previous ?? []), text]
}

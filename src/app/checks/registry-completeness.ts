// Whether an answer about the whole registry can be trusted: a record that cannot be used may be a job that is missing.
import { JobdeckError } from '../../domain/failure.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'

/** Throws `io` when the directory itself cannot be read: an empty answer would be wrong. */
export function checkReadable({ problems }: RegistrySnapshot): void {
  const unlisted = problems.find(({ jobId, fault }) => jobId === null && fault === 'unreadable')
  if (unlisted) throw new JobdeckError('io', `${unlisted.file}: ${unlisted.explanation}`, 'check --registry-dir')
}

/**
 * Throws `bad-data`, or `io` for files that cannot be read, when the record of a job cannot be used. What is wrong with
 * each has been reported before.
 */
export function checkComplete({ problems }: RegistrySnapshot): void {
  const broken = problems.filter(({ jobId }) => jobId !== null)
  if (broken.length === 0) return
  const onlyUnreadable = broken.every(({ fault }) => fault === 'unreadable')
  const count = broken.length === 1 ? '1 record' : `${broken.length} records`
  throw new JobdeckError(
    onlyUnreadable ? 'io' : 'bad-data',
    `${count} cannot be used, so jobs may be missing here`,
    'fix or remove the files named above',
  )
}

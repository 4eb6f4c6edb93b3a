// Which jobs the list shows, and in which order: the user's choice.
import { type JobFilter, parseFilter } from '../../domain/attention/job-filter.ts'
import type { SortBy } from '../../domain/jobs/urgency.ts'

export interface Listing {
  /** As typed; empty for no filter. */
  readonly filter: string
  /** `attention`: only what needs attention. */
  readonly show: 'all' | 'attention'
  readonly sortBy: SortBy
}

export const wholeListing: Listing = { filter: '', show: 'all', sortBy: 'start' }

/** Whether the listing leaves jobs out. */
export function isLimited({ filter, show }: Listing): boolean {
  return show === 'attention' || filter.trim() !== ''
}

/** Which jobs the listing shows. */
export function filterOf({ filter, show }: Listing): JobFilter {
  const words = parseFilter(filter)
  return show === 'all' ? words : (subject) => subject.needsAttention && words(subject)
}

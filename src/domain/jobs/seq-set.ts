// The sequence numbers received of a job, as ranges: finds duplicates and gaps without storing every number.

/** Disjoint ranges `[from, to]`, both inclusive, ascending. */
export type SeqSet = readonly (readonly [from: number, to: number])[]

export const noSeqs: SeqSet = []

/** A hostile publisher may send scattered numbers: past this many ranges the lowest two become one. */
const maxRanges = 256

/** Counting never continues from a higher number: anybody may send one, and no number follows the largest of all. */
const maxCountedSeq = 1_000_000_000

/** The highest number that counting can continue from; 0 for none. */
export function lastCountedSeq(seqs: SeqSet): number {
  const range = seqs.findLast(([from]) => from <= maxCountedSeq)
  return Math.min(range?.[1] ?? 0, maxCountedSeq)
}

/** The highest of the numbers; 0 for none. */
export function highestSeq(seqs: SeqSet): number {
  return seqs.at(-1)?.[1] ?? 0
}

export function hasSeq(seqs: SeqSet, seq: number): boolean {
  return seqs.some(([from, to]) => seq >= from && seq <= to)
}

/** The set with `seq` in it. */
export function addSeq(seqs: SeqSet, seq: number): SeqSet {
  const last = seqs.at(-1)
  if (last && seq === last[1] + 1) return [...seqs.slice(0, -1), [last[0], seq]]
  if (hasSeq(seqs, seq)) return seqs
  const joined: [number, number][] = []
  for (const [from, to] of [...seqs, [seq, seq] as const].sort((a, b) => a[0] - b[0])) {
    const previous = joined.at(-1)
    if (previous && from <= previous[1] + 1) previous[1] = Math.max(previous[1], to)
    else joined.push([from, to])
  }
  const [first, second, ...rest] = joined
  if (first && second && joined.length > maxRanges) return [[first[0], second[1]], ...rest]
  return joined
}

/**
 * How many numbers are missing between the lowest and the highest received. Those before the lowest are not missing: a
 * late subscriber never gets them (PROTOCOL.md §2).
 */
export function missedCount(seqs: SeqSet): number {
  let missed = 0
  let end: number | null = null
  for (const [from, to] of seqs) {
    if (end !== null) missed += from - end - 1
    end = to
  }
  return missed
}

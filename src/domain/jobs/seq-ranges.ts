// Sequence numbers as exact ranges, for people to read: `1–40, 42–60`.
import type { SeqSet } from './seq-set.ts'

/** The numbers of some ranges, which may overlap, as disjoint ascending ranges. */
export function mergedRanges(ranges: SeqSet): SeqSet {
  const merged: [number, number][] = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** Single numbers as ranges. */
export function rangesOf(seqs: readonly number[]): SeqSet {
  return mergedRanges(seqs.map((seq) => [seq, seq]))
}

/** The numbers from 1 to `last` that are not in `ranges`, which are disjoint and ascending. */
export function missingRanges(ranges: SeqSet, last: number): SeqSet {
  const missing: [number, number][] = []
  let next = 1
  for (const [from, to] of ranges) {
    if (from > next) missing.push([next, Math.min(from - 1, last)])
    next = to + 1
  }
  if (next <= last) missing.push([next, last])
  return missing.filter(([from, to]) => from <= to)
}

/** How many numbers there are in disjoint ranges. */
export function countIn(ranges: SeqSet): number {
  return ranges.reduce((count, [from, to]) => count + to - from + 1, 0)
}

/** `1–40, 42–60`. */
export function rangesText(ranges: SeqSet): string {
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}

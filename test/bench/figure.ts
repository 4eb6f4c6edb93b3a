// What a benchmark found: jobdeck's cost beside that of a baseline which was measured in the same run.

export interface Figure {
  readonly what: string
  readonly unit: string
  readonly ours: number
  readonly baseline: number
  /** What the baseline does. */
  readonly against: string
  /** The ratio above which something is broken; left out where a ratio is only reported. */
  readonly atMost?: number
}

/** The figures whose ratio is more than it may be, in words. */
export function excesses(figures: readonly Figure[]): readonly string[] {
  return figures
    .filter(({ ours, baseline, atMost = Number.POSITIVE_INFINITY }) => !(ours / baseline <= atMost))
    .map(({ what, ours, baseline, atMost }) => `${what}: ×${rounded(ours / baseline)}, and ×${atMost} at most is right`)
}

/** The middle one of some measurements, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

function rounded(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** The figures as the rows of one table, its columns aligned. */
export function tableOf(figures: readonly Figure[]): readonly string[] {
  const head = ['measured', 'unit', 'jobdeck', 'baseline', 'ratio', 'the baseline']
  const rows = figures.map(({ what, unit, ours, baseline, against }) => [
    what,
    unit,
    rounded(ours),
    rounded(baseline),
    `×${rounded(ours / baseline)}`,
    against,
  ])
  const isNumber = (column: number) => column >= 2 && column <= 4
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

// How a figure grows over time: the line through its samples with the least squares.

export interface Sample {
  readonly seconds: number
  readonly value: number
}

export interface Growth {
  readonly mean: number
  readonly perHour: number
  /** From the first sample to the last, along the line. */
  readonly total: number
}

/** The growth of two samples or more. */
export function growthOf(samples: readonly Sample[]): Growth {
  const mean = meanOf(samples.map(({ value }) => value))
  const meanSeconds = meanOf(samples.map(({ seconds }) => seconds))
  let products = 0
  let squares = 0
  for (const { seconds, value } of samples) {
    products += (seconds - meanSeconds) * (value - mean)
    squares += (seconds - meanSeconds) ** 2
  }
  const perSecond = products / squares
  const length = (samples.at(-1)?.seconds ?? 0) - (samples[0]?.seconds ?? 0)
  return { mean, perHour: perSecond * 3_600, total: perSecond * length }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

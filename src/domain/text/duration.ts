// Durations as people type them: `90`, `90s`, `15m`, `1h30m` (CLI.md).
import { JobdeckError } from '../failure.ts'

const pattern = /^(?:(\d{1,9})|(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?)$/

/** A duration in seconds, a whole number of at least 1. Throws JobdeckError `usage`. */
export function parseDuration(text: string): number {
  const match = pattern.exec(text.trim())
  const [, plain, hours, minutes, seconds] = match ?? []
  const total = Number(plain ?? 0) + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  if (!match || total < 1)
    throw new JobdeckError(
      'usage',
      `"${text}" is not a duration`,
      'write it as 90, 90s, 15m or 1h30m, at least one second',
    )
  return total
}

/** Seconds in the same notation, the shortest way: 90 → `1m30s`, 3600 → `1h`. */
export function formatDuration(totalSec: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(totalSec / 3600), 'h'],
    [Math.floor((totalSec % 3600) / 60), 'm'],
    [totalSec % 60, 's'],
  ]
  return parts.map(([value, unit]) => (value > 0 ? `${value}${unit}` : '')).join('') || '0s'
}

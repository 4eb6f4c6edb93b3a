// The verdict on the memory of a process: flat after ten minutes, or how it grows.
import { readFileSync } from 'node:fs'
import { growthOf } from './growth.ts'

/** Until then caches fill and the heap finds its size. */
const settledSec = 600
/** Growth that a line through noise may have. */
const toleranceMb = 10
export const memoryHeader = 'seconds,rss_mb,heap_mb,external_mb\n'

/** The verdict on the file that `programs/report-memory.ts` wrote, as lines. */
export function memoryVerdict(file: string): readonly string[] {
  const samples = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
    .filter(([seconds = 0]) => seconds >= settledSec)
  if (samples.length < 2) return ['memory: the run was too short for a verdict']
  const growthIn = (column: number) =>
    growthOf(samples.map((sample) => ({ seconds: sample[0] ?? 0, value: sample[column] ?? 0 })))
  const figures = { 'resident set': growthIn(1), heap: growthIn(2) }
  const isFlat = Object.values(figures).every(({ total }) => total <= toleranceMb)
  return [
    ...Object.entries(figures).map(
      ([name, { mean, perHour, total }]) =>
        `${name}: ${mean.toFixed(1)} MB on average, ${perHour.toFixed(1)} MB an hour, ${total.toFixed(1)} MB in all`,
    ),
    `memory after ten minutes: ${isFlat ? 'flat' : 'NOT FLAT'}`,
  ]
}

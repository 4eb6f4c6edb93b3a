// How long something takes in this process, without the cost of collecting earlier garbage.
import { median } from './figure.ts'

/** The median of some runs, in milliseconds. */
export function medianMs(runs: number, run: () => void): number {
  return median(
    Array.from({ length: runs }, () => {
      globalThis.gc?.()
      const start = performance.now()
      run()
      return performance.now() - start
    }),
  )
}

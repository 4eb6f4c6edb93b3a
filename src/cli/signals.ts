// Commands that run until they are told to stop end in order on a signal, with the shell's status for it.
import { constants } from 'node:os'

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Waits for the first stop signal; `status` resolves to 128 + its number (SIGINT: 130). `ignore` stops waiting. */
export function awaitStopSignal(): { readonly status: Promise<number>; readonly ignore: () => void } {
  const { promise, resolve } = Promise.withResolvers<number>()
  const stop = (signal: NodeJS.Signals) => resolve(128 + constants.signals[signal])
  for (const signal of stopSignals) process.on(signal, stop)
  return {
    status: promise,
    ignore: () => {
      for (const signal of stopSignals) process.off(signal, stop)
    },
  }
}

// Commands that run until they are stopped end cleanly on a signal, with the shell's status for it.
import { constants } from 'node:os'

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface StopSignal {
  /** Resolves to 128 + the signal's number (SIGINT: 130). */
  readonly status: Promise<number>
  /** Stops waiting for a signal. */
  readonly ignore: () => void
}

/** Waits for the first stop signal. */
export function awaitStopSignal(): StopSignal {
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

/** Aborts on the first stop signal; `status` is then 128 + the signal's number, null before. */
export function abortOnStopSignal() {
  const stopped = awaitStopSignal()
  const controller = new AbortController()
  let status: number | null = null
  void stopped.status.then((stopStatus) => {
    status = stopStatus
    controller.abort()
  })
  return { signal: controller.signal, status: () => status, ignore: stopped.ignore }
}

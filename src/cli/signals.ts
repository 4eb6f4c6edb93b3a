// Commands that run until they are stopped end cleanly on a signal, with the shell's status for it.
import { constants } from 'node:os'

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Whether jobdeck was started with hangups ignored, as under nohup: then it outlives the terminal. */
export type Hangup = 'ends' | 'ignored'

export interface StopSignal {
  /** Resolves to 128 + the signal's number (SIGINT: 130). */
  readonly status: Promise<number>
  /** Stops waiting for a signal. */
  readonly ignore: () => void
}

/** Waits for the first stop signal. */
export function awaitStopSignal({ hangup }: { readonly hangup: Hangup }): StopSignal {
  const { promise, resolve } = Promise.withResolvers<number>()
  const stop = (signal: NodeJS.Signals) => resolve(128 + constants.signals[signal])
  const awaited = stopSignals.filter((signal) => signal !== 'SIGHUP' || hangup === 'ends')
  for (const signal of awaited) process.on(signal, stop)
  return {
    status: promise,
    ignore: () => {
      for (const signal of awaited) process.off(signal, stop)
    },
  }
}

/** Aborts on the first stop signal; `status` is then 128 + the signal's number, null before. */
export function abortOnStopSignal(context: { readonly hangup: Hangup }) {
  const stopped = awaitStopSignal(context)
  const controller = new AbortController()
  let status: number | null = null
  void stopped.status.then((stopStatus) => {
    status = stopStatus
    controller.abort()
  })
  return { signal: controller.signal, status: () => status, ignore: stopped.ignore }
}

// `jobdeck watch` in this process: quick, and with the clocks and files of a test.

import { runWatch, type WatchOptions } from '../../src/cli/commands/watch.ts'
import { parseJobId } from '../../src/domain/protocol/job-id.ts'
import { type Captured, capturedContext } from '../support/captured-context.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { waitFor } from '../support/wait-for.ts'

export interface WatchRun extends Captured {
  readonly home: string
  /** Resolves to the exit status; rejects with what `main` would report. */
  readonly status: Promise<number>
  subscribed(): Promise<unknown>
}

/** Starts watching on the broker at `port`; the registry is `<home>/.hermes/jobs`. */
export function startWatch(
  port: number,
  jobs: readonly string[],
  options: WatchOptions = {},
  home = temporaryFolder(),
): WatchRun {
  const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(port) }
  const captured = capturedContext({ home, env })
  const ids = jobs.map((job) => parseJobId(job)).filter((id) => id !== null)
  const status = runWatch(captured.context, ids, options)
  // Awaited by the test, but perhaps only after it has failed.
  status.catch(() => {})
  return {
    ...captured,
    home,
    status,
    subscribed: () => waitFor(() => captured.stderr().includes('subscribed on'), { what: 'the subscription' }),
  }
}

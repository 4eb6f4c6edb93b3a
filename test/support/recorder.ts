// A monitor reduced to what must not fail: it records what a connection brings, commits in groups as the ledger does, and
// acknowledges after the commit.
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/io/clock/system-clock.ts'
import { type Connection, type ConnectionOptions, openConnection } from '../../src/io/mqtt/connection.ts'
import type { Gap } from '../../src/io/mqtt/connection-session.ts'
import type { ConnectionState } from '../../src/io/mqtt/connection-state.ts'
import { waitFor } from './wait-for.ts'

/** What was recorded, by whichever recorder: a message is in it once, however often it came. */
export class Records {
  readonly texts: string[] = []
  repeated = 0
  readonly #known = new Set<string>()

  add(text: string): void {
    if (this.#known.has(text)) this.repeated += 1
    else {
      this.#known.add(text)
      this.texts.push(text)
    }
  }
}

export interface Recorder extends Connection {
  readonly records: Records
  /** Everything that arrived, recorded or not. */
  readonly arrived: readonly string[]
  readonly states: readonly ConnectionState[]
  readonly gaps: readonly Gap[]
  reaches(phase: ConnectionState['phase']): Promise<ConnectionState>
  /** Waits until so many different messages are recorded. */
  hasRecorded(count: number): Promise<void>
}

const commitEveryMs = 10

/** Opens a recorder on `settings` that ends with the test, if not before. */
export function ownRecorder(
  settings: ConnectionOptions['settings'],
  options: Partial<ConnectionOptions> & { readonly records?: Records } = {},
): Recorder {
  const records = options.records ?? new Records()
  const arrived: string[] = []
  const states: ConnectionState[] = []
  const gaps: Gap[] = []
  let waiting: string[] = []
  let lastDelivery = 0
  const connection = openConnection({
    settings,
    filters: ['t/#'],
    acknowledgement: 'by-owner',
    onMessage: ({ payload }, delivery) => {
      const text = Buffer.from(payload).toString()
      arrived.push(text)
      waiting.push(text)
      lastDelivery = delivery
    },
    onState: (state) => states.push(state),
    onGap: (gap) => gaps.push(gap),
    random: () => 0,
    ...options,
  })
  const stopCommits = systemClock.every(commitEveryMs, commit)
  onTestFinished(close)

  function commit(): void {
    for (const text of waiting) records.add(text)
    waiting = []
    connection.acknowledge(lastDelivery)
  }

  async function close(): Promise<void> {
    stopCommits()
    await connection.close()
  }

  return {
    ...connection,
    records,
    arrived,
    states,
    gaps,
    close,
    reaches: (phase) =>
      waitFor(() => (states.at(-1)?.phase === phase ? states.at(-1) : null), { what: `phase ${phase}` }),
    hasRecorded: async (count) => {
      await waitFor(() => records.texts.length >= count, { what: `${count} records` })
    },
  }
}

// A connection under test, with everything that it said.
import { onTestFinished } from 'vitest'
import type { Message } from '../../../src/domain/protocol/message.ts'
import { type Connection, type ConnectionOptions, openConnection } from '../../../src/io/mqtt/connection.ts'
import type { Gap } from '../../../src/io/mqtt/connection-session.ts'
import type { ConnectionState } from '../../../src/io/mqtt/connection-state.ts'
import { waitFor } from '../../support/wait-for.ts'

export interface Received extends Message {
  readonly text: string
  readonly delivery: number
}

export type StateOf<P extends ConnectionState['phase']> = Extract<ConnectionState, { phase: P }>

export interface WatchedConnection extends Connection {
  readonly states: readonly ConnectionState[]
  readonly received: readonly Received[]
  readonly warnings: readonly string[]
  readonly gaps: readonly Gap[]
  /** Waits until the connection is in this phase now. */
  reaches<P extends ConnectionState['phase']>(phase: P): Promise<StateOf<P>>
  /** Waits for a message with this text. */
  receives(text: string): Promise<Received>
}

/** Opens a connection that is closed when the test ends, if not before. */
export function ownConnection(...args: Parameters<typeof watchConnection>): WatchedConnection {
  const connection = watchConnection(...args)
  onTestFinished(() => connection.close())
  return connection
}

/** Opens a connection to `settings`; who calls this ends it with `close()`. */
export function watchConnection(
  settings: ConnectionOptions['settings'],
  options: Partial<ConnectionOptions> = {},
): WatchedConnection {
  const states: ConnectionState[] = []
  const received: Received[] = []
  const warnings: string[] = []
  const gaps: Gap[] = []
  const connection = openConnection({
    settings,
    filters: ['t/#'],
    onMessage: (message, delivery) => {
      received.push({ ...message, text: Buffer.from(message.payload).toString(), delivery })
    },
    onState: (state) => states.push(state),
    onWarning: (warning) => warnings.push(warning),
    onGap: (gap) => gaps.push(gap),
    random: () => 0,
    ...options,
  })
  return {
    ...connection,
    states,
    received,
    warnings,
    gaps,
    reaches: (phase) =>
      waitFor(
        () => {
          const state = states.at(-1)
          if (state?.phase !== phase) throw new Error(JSON.stringify(state))
          return state as StateOf<typeof phase>
        },
        { what: `phase ${phase}` },
      ) as never,
    receives: (text) => waitFor(() => received.find((message) => message.text === text), { what: `message ${text}` }),
  }
}

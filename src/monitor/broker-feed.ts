// One broker as the monitor uses it: its connection, the jobs that it brought, what was dropped. Lives on while the
// deck shows another broker, so that switching back finds everything again.
import { type Connection, openConnection } from '../broker/connection.ts'
import type { ConnectionState } from '../broker/connection-state.ts'
import { type BrokerSettings, brokerUrl } from '../broker/settings.ts'
import { JobdeckError } from '../protocol/jobdeck-error.ts'
import { monotonicNow } from '../protocol/monotonic-now.ts'
import { ownText, safeLine } from '../protocol/sanitize.ts'
import type { BrokerView } from './deck-state.ts'
import { DropLog } from './drop-log.ts'
import type { JobTable } from './job-table.ts'

/** Where a feed gets its broker from: a profile, resolved at every `open` and after a failure that waits for the person. */
export interface BrokerSource {
  readonly profileName: string
  readonly topicBase: string
  /** May read a secret or start the embedded broker; throws JobdeckError. */
  resolve(): Promise<BrokerSettings>
}

export interface FeedEvents {
  /** A message changed the jobs or the drops. */
  readonly onChange: () => void
  readonly onState: (state: ConnectionState) => void
  readonly onAccepted: (accepted: { topic: string; text: string; retained: boolean; receivedMs: number }) => void
}

const unresolvedUrl = ownText('no broker')

/** The broker as the status bar names it. */
export function brokerViewOf(profileName: string, settings: BrokerSettings | null): BrokerView {
  return {
    profile: safeLine(profileName, 64),
    url: settings ? safeLine(brokerUrl(settings), 300) : unresolvedUrl,
    username: settings?.username ? safeLine(settings.username, 64) : null,
    security: settings?.tls ? 'tls' : settings?.username ? 'plain' : 'public',
  }
}

export class BrokerFeed {
  readonly drops = new DropLog()
  readonly #source: BrokerSource
  readonly #events: FeedEvents
  readonly table: JobTable
  /** Empty when only some jobs are shown; `subscribe` adds theirs. */
  #filters: ReadonlySet<string>
  #settings: BrokerSettings | null = null
  #connection: Connection | null = null
  /** Counts openings, so that a slow `resolve` of an opening that was closed meanwhile is thrown away. */
  #opening = 0

  constructor(source: BrokerSource, table: JobTable, filters: readonly string[], events: FeedEvents) {
    this.#source = source
    this.table = table
    this.#filters = new Set(filters)
    this.#events = events
  }

  get view(): BrokerView {
    return brokerViewOf(this.#source.profileName, this.#settings)
  }

  get connection(): Connection | null {
    return this.#connection
  }

  get source(): BrokerSource {
    return this.#source
  }

  open(): void {
    const opening = ++this.#opening
    this.#events.onState({ phase: 'connecting', attempt: 1 })
    this.#source.resolve().then(
      (settings) => {
        if (opening === this.#opening) this.#connect(settings)
      },
      (error: unknown) => {
        if (opening === this.#opening) this.#events.onState({ phase: 'stopped', error: asJobdeckError(error) })
      },
    )
  }

  /** Tries now; with settings read anew where there was no connection yet. */
  reconnect(): void {
    if (this.#connection) this.#connection.reconnect()
    else this.open()
  }

  /** Listens to more topics, now and after every reconnect. */
  subscribe(filters: readonly string[]): void {
    const added = filters.filter((filter) => !this.#filters.has(filter))
    if (added.length === 0) return
    this.#filters = new Set([...this.#filters, ...added])
    this.#connection?.subscribe(added)
  }

  async close(): Promise<void> {
    this.#opening++
    const connection = this.#connection
    this.#connection = null
    await connection?.close()
  }

  #connect(settings: BrokerSettings): void {
    this.#settings = settings
    this.#connection = openConnection({
      settings,
      filters: [...this.#filters],
      onState: (state) => this.#events.onState(state),
      onMessage: (topic, payload, { retained }) => this.#receive(topic, payload, retained),
    })
  }

  #receive(topic: string, payload: Uint8Array, retained: boolean): void {
    const receivedMs = monotonicNow()
    const intake = this.table.receive({ topic, payload, retained, receivedMs })
    if (intake.kind === 'accepted') this.#events.onAccepted({ topic, text: intake.text, retained, receivedMs })
    if (intake.kind === 'dropped') this.drops.add(receivedMs, topic, intake.reason, intake.explanation)
    if (intake.kind !== 'ignored') this.#events.onChange()
  }
}

function asJobdeckError(error: unknown): JobdeckError {
  if (error instanceof JobdeckError) return error
  return new JobdeckError('config', error instanceof Error ? error.message : String(error))
}

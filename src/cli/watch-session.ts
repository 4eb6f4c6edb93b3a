// One run of `watch`: from the first connection to the verdict.

import { JobTable, type TableRecord } from '../app/deck/job-table.ts'
import { describeError } from '../domain/failure.ts'
import type { BrokerId } from '../domain/jobs/job-key.ts'
import type { JobEvent } from '../domain/protocol/event.ts'
import type { JobId } from '../domain/protocol/job-id.ts'
import type { Message } from '../domain/protocol/message.ts'
import { safeLine } from '../domain/text/safe-text.ts'
import { monotonicNow } from '../io/clock/monotonic-now.ts'
import { type Connection, openConnection } from '../io/mqtt/connection.ts'
import type { ConnectionState } from '../io/mqtt/connection-state.ts'
import { mqttVersionName } from '../io/mqtt/mqtt-version.ts'
import { type BrokerSettings, brokerUrl } from '../io/mqtt/settings.ts'
import { exitStatus } from './exit-status.ts'
import type { Arrival } from './output/watch-line.ts'
import { nextDeadlineMs, type Settled, settledJobs, statusOfSettled, type WatchLimits } from './watch-verdict.ts'

export interface WatchPlan {
  readonly broker: BrokerId
  /** The jobs to wait for; null watches every job until `totalSec` or a signal. */
  readonly watched: ReadonlyMap<JobId, WatchLimits> | null
  /** How long every job is watched; null for ever. Not used with `watched`. */
  readonly totalSec: number | null
  readonly filters: readonly string[]
  readonly records: ReadonlyMap<JobId, TableRecord>
}

export interface WatchOutput {
  /** An accepted event; `text` is its payload as it was sent. */
  print(event: JobEvent, arrival: Arrival, text: string): void
  /** A diagnostic, one line. */
  note(text: string): void
}

const reasons: Readonly<Record<Settled['kind'], string | null>> = {
  completed: null,
  error: null,
  total: 'timed out: the total limit has passed',
  idle: 'timed out: no event within the idle limit',
}

export class WatchSession {
  readonly #plan: WatchPlan
  readonly #output: WatchOutput
  readonly #table: JobTable
  readonly #verdict = Promise.withResolvers<number>()
  #connection: Connection | null = null
  #startMs: number | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(plan: WatchPlan, output: WatchOutput) {
    this.#plan = plan
    this.#output = output
    this.#table = new JobTable(plan.broker, plan.watched ? new Set(plan.watched.keys()) : null)
    this.#table.setRecords(plan.records)
  }

  /** Takes over what the registry holds now, and listens where it says that events are. */
  setRecords(records: WatchPlan['records'], filters: readonly string[]): void {
    this.#table.setRecords(records)
    this.#connection?.subscribe(filters)
  }

  /**
   * Watches until the verdict, or until `stopped` resolves with a status. Rejects with a JobdeckError when the broker
   * cannot be reached at first, or refuses later; a broken connection is tried again.
   */
  async run(settings: BrokerSettings, stopped: Promise<number>): Promise<number> {
    const url = safeLine(brokerUrl(settings))
    try {
      this.#connection = openConnection({
        settings,
        filters: this.#plan.filters,
        onState: (state) => this.#onState(state, url),
        onMessage: (message) => this.#onMessage(message),
        onWarning: (warning) => this.#output.note(warning),
      })
      return await Promise.race([this.#verdict.promise, stopped])
    } finally {
      if (this.#timer) clearTimeout(this.#timer)
      await this.#connection?.close()
    }
  }

  #onState(state: ConnectionState, url: string): void {
    if (state.phase === 'connected') {
      this.#output.note(`subscribed on ${url} (MQTT ${mqttVersionName(state.mqttVersion)})`)
      this.#startMs ??= monotonicNow()
      this.#judge()
    }
    if (state.phase === 'stopped' || (state.phase === 'waiting' && this.#startMs === null))
      this.#verdict.reject(state.error)
    else if (state.phase === 'waiting') {
      const seconds = Math.ceil((state.retryAtMs - monotonicNow()) / 1000)
      this.#output.note(`${describeError(state.error)}; next try in ${seconds} s`)
    }
  }

  #onMessage(message: Message): void {
    const { topic, retained, receivedWallMs } = message
    const intake = this.#table.receive(message)
    if (intake.kind === 'dropped') {
      this.#output.note(safeLine(`${topic}: dropped, ${intake.reason}: ${intake.explanation}`, 400))
      return
    }
    if (intake.kind === 'ignored') return
    this.#output.print(
      intake.event,
      { topic, retained, receivedAt: new Date(receivedWallMs).toISOString() },
      intake.text,
    )
    this.#judge()
  }

  /** Ends the run when every watched job is settled, else sets the timer for the next limit. */
  #judge(): void {
    if (this.#startMs === null) return
    const { watched, totalSec } = this.#plan
    const nowMs = monotonicNow()
    if (watched === null) {
      if (totalSec === null) return
      if (nowMs >= this.#startMs + totalSec * 1000) this.#verdict.resolve(exitStatus.timedOut)
      else this.#judgeAt(this.#startMs + totalSec * 1000)
      return
    }
    const settled = settledJobs(watched, this.#table.jobs, this.#startMs, nowMs)
    if (settled.every((job) => job !== null)) {
      for (const { jobId, kind } of settled) if (reasons[kind]) this.#output.note(`${jobId} ${reasons[kind]}`)
      this.#verdict.resolve(statusOfSettled(settled))
      return
    }
    const nextMs = nextDeadlineMs(watched, this.#table.jobs, this.#startMs, nowMs)
    if (nextMs !== null) this.#judgeAt(nextMs)
  }

  #judgeAt(atMs: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    // A timer holds at most 2^31 - 1 ms; a longer wait is judged again on the way.
    const waitMs = Math.min(2 ** 31 - 1, Math.max(1, Math.ceil(atMs - monotonicNow())))
    this.#timer = setTimeout(() => this.#judge(), waitMs)
  }
}

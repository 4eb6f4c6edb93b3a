// One run of `watch`: from the first connection to the verdict. It judges the jobs that the deck's intake makes of a feed.
import { describeError } from '../../domain/failure.ts'
import type { BrokerId } from '../../domain/jobs/job-key.ts'
import { isTerminal } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { type SafeText, safeLine } from '../../domain/text/safe-text.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import type { LedgerEvent } from '../../io/ledger/ledger.ts'
import type { Gap } from '../../io/mqtt/connection-session.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'
import { mqttVersionName } from '../../io/mqtt/mqtt-version.ts'
import { Intake } from '../deck/intake.ts'
import type { MessageOutcome } from '../deck/message-outcome.ts'
import type { IntakeRecord } from '../deck/record-topics.ts'
import type { Feed, FeedEvent, FeedListener } from '../feeds/feed.ts'
import {
  nextDeadlineMs,
  type Settled,
  settledJobs,
  type Verdict,
  verdictOf,
  type WatchLimits,
} from './watch-verdict.ts'

export interface WatchPlan {
  readonly broker: BrokerId
  /** The jobs to wait for; null watches every job until `totalSec` has passed. */
  readonly watched: ReadonlyMap<JobId, WatchLimits> | null
  /** How long every job is watched; null without a limit. Not used with `watched`. */
  readonly totalSec: number | null
  readonly records: ReadonlyMap<JobId, IntakeRecord>
  readonly clock: Clock
  /** The feed of the topics that this run needs, not started yet. */
  openFeed(listener: FeedListener): Feed
}

export interface WatchOutput {
  /** An event was accepted. A rejection ends the run; undefined when nothing can fail any more. */
  onEvent(received: LedgerEvent): Promise<void> | undefined
  /** The end of a turn that brought messages. Resolves when its events are out: the broker sends only so far ahead of that. */
  flush(): Promise<void>
  /** A diagnostic, one line that is safe to show. */
  onNote(text: string): void
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
  readonly #intake: Intake
  readonly #verdict = Promise.withResolvers<Verdict>()
  readonly #feed: Feed
  #url: SafeText | null = null
  #startMs: number | null = null
  #stopTimer: Cancel = () => {}
  /** The last message of this turn; null between two turns. */
  #delivery: number | null = null

  constructor(plan: WatchPlan, output: WatchOutput) {
    this.#plan = plan
    this.#output = output
    this.#intake = new Intake({
      broker: plan.broker,
      only: plan.watched ? new Set(plan.watched.keys()) : null,
      onOutcome: (message, outcome, delivery) => {
        this.#acknowledgeSoon(delivery)
        this.#onOutcome(message, outcome)
      },
    })
    this.#intake.setRecords(plan.records)
    this.#feed = plan.openFeed({ onMessage: this.#intake.receive, onEvent: (event) => this.#onFeedEvent(event) })
  }

  /** Replaces the registry's records, and listens to the topics that they name. */
  setRecords(records: WatchPlan['records'], topics: readonly string[]): void {
    this.#intake.setRecords(records)
    this.#feed.listen(topics)
  }

  /**
   * Watches until the verdict or until `stopped` resolves. Rejects with a JobdeckError when the first connection fails,
   * or when the broker refuses a later one; a lost connection is retried.
   */
  async run<Stop>(stopped: Promise<Stop>): Promise<Verdict | Stop> {
    this.#feed.start()
    try {
      return await Promise.race([this.#verdict.promise, stopped])
    } finally {
      this.#stopTimer()
      await this.#feed.stop()
    }
  }

  #onFeedEvent(event: FeedEvent): void {
    if (event.kind === 'resolved') this.#url = safeLine(event.url)
    else if (event.kind === 'warning') this.#output.onNote(event.text)
    else if (event.kind === 'gap') this.#output.onNote(gapNote(event.gap))
    else if (event.kind === 'connection') this.#onConnection(event.state)
  }

  #onConnection(state: ConnectionState): void {
    if (state.phase === 'connected') {
      this.#output.onNote(`subscribed on ${this.#url} (MQTT ${mqttVersionName(state.mqttVersion)})`)
      this.#startMs ??= this.#plan.clock.monotonicMs()
      this.#judge()
    }
    if (state.phase === 'stopped' || (state.phase === 'waiting' && this.#startMs === null))
      this.#verdict.reject(state.error)
    else if (state.phase === 'waiting') {
      const seconds = Math.ceil((state.retryAtMs - this.#plan.clock.monotonicMs()) / 1000)
      this.#output.onNote(`${describeError(state.error)}; retrying in ${seconds} s`)
    }
  }

  /** All messages of a turn together, once their lines are out. */
  #acknowledgeSoon(delivery: number): void {
    const isFirst = this.#delivery === null
    this.#delivery = Math.max(delivery, this.#delivery ?? 0)
    if (!isFirst) return
    this.#plan.clock.soon(() => {
      const through = this.#delivery ?? 0
      this.#delivery = null
      void this.#output.flush().then(() => this.#feed.acknowledge(through))
    })
  }

  #onOutcome({ topic, retained, receivedWallMs: receivedAtMs }: Message, outcome: MessageOutcome): void {
    if (outcome.kind === 'dropped')
      this.#output.onNote(safeLine(`${topic}: dropped, ${outcome.reason}: ${outcome.explanation}`, 400))
    if (outcome.kind !== 'accepted') return
    const entry = { receivedAtMs, topic, retained, payload: outcome.text }
    this.#output.onEvent({ entry, event: outcome.event })?.catch(this.#verdict.reject)
    // Any other event only puts a limit off: the timer finds out.
    if (isTerminal(outcome.event.event)) this.#judge()
  }

  /** Ends the run when every watched job is settled, else waits for the next limit. */
  #judge(): void {
    if (this.#startMs === null) return
    const { watched, totalSec, clock } = this.#plan
    const nowMs = clock.monotonicMs()
    if (watched === null) {
      if (totalSec === null) return
      if (nowMs >= this.#startMs + totalSec * 1000) this.#verdict.resolve('timed-out')
      else this.#judgeAt(this.#startMs + totalSec * 1000)
      return
    }
    const settled = settledJobs(watched, this.#intake.jobs, this.#startMs, nowMs)
    if (settled.every((job) => job !== null)) {
      for (const { jobId, kind } of settled) if (reasons[kind]) this.#output.onNote(`${jobId} ${reasons[kind]}`)
      this.#verdict.resolve(verdictOf(settled))
      return
    }
    const nextMs = nextDeadlineMs(watched, this.#intake.jobs, this.#startMs, nowMs)
    if (nextMs !== null) this.#judgeAt(nextMs)
  }

  #judgeAt(atMs: number): void {
    this.#stopTimer()
    const waitMs = Math.max(1, Math.ceil(atMs - this.#plan.clock.monotonicMs()))
    this.#stopTimer = this.#plan.clock.after(waitMs, () => this.#judge())
  }
}

function gapNote({ fromMs, toMs }: Gap): string {
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString())
  return `events from ${from} to ${to} may have been missed: the broker has kept nothing for this run`
}

// Sends what is queued for one channel, for each that runs it: the deck, an emit that waits, or the sender process. One process sends
// at a time; the others find out what has become of their entries by looking at the outbox.
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { type Clock, sleep } from '../../io/clock/clock.ts'
import { openOutbox } from '../../io/ledger/open-outbox.ts'
import type { Outbox } from '../../io/ledger/sqlite/outbox.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { tryHoldLock } from '../../io/lock/held-lock.ts'
import { type Channel, channelKey, sendingLockPath } from './channel.ts'
import { recordSent } from './record-sent.ts'
import { type BatchOptions, type Outlet, sendBatch } from './send-batch.ts'
import { settleAllReserved } from './settle-reserved.ts'

/** A way to send an entry. Entries of the same `key` share what `open` opens. */
export interface Route {
  readonly key: string
  /** Throws JobdeckError: `unreachable` may pass by itself, anything else needs a person. */
  open(timeoutMs: number): Promise<Outlet>
}

export interface SenderOptions extends Pick<BatchOptions, 'confirm' | 'onWait'> {
  readonly stateDir: string
  readonly channel: Channel
  readonly clock: Clock
  /** Throws JobdeckError when the entry cannot be sent as things are; others still can. */
  routeOf(entry: OutboxEntry): Promise<Route>
}

export type Round =
  /** Another process is sending. */
  | { readonly kind: 'held' }
  /** What could be sent is sent; `failure` says why the rest could not. */
  | { readonly kind: 'done'; readonly failure: JobdeckError | null }

const answerMs = 10_000
const connectMs = 20_000
const maxBatch = 20
/** So often a broker must close the connection over an entry that is sent alone before that counts as its answer. */
const closesThatAnswer = 3
const pauseAfterCloseMs = 250

export class Sender {
  readonly outbox: Outbox
  readonly #options: SenderOptions
  /** How often the connection ended over each suspect while it was sent alone. */
  readonly #closes = new Map<number, number>()
  /** Found once a round: a record and a password command are not asked again for every batch. */
  readonly #routes = new Map<number, Route | JobdeckError>()
  #isStopped = false
  #outlet: { readonly key: string; readonly outlet: Outlet } | null = null

  constructor(options: SenderOptions) {
    this.#options = options
    const { stateDir, channel, clock } = options
    this.outbox = openOutbox({ stateDir, broker: channel.broker }, clock)
  }

  /**
   * Sends, in order, until nothing is left that can be sent now, or until `untilMs` on the monotonic clock. Rejects with
   * JobdeckError `io` when the outbox cannot be written, and as `tryHoldLock`.
   */
  async round(untilMs: number): Promise<Round> {
    const { stateDir, channel, clock } = this.#options
    const lock = await tryHoldLock(sendingLockPath(stateDir, channel), clock)
    if (!lock) return { kind: 'held' }
    try {
      await this.#tidyUp()
      return { kind: 'done', failure: await this.#send(untilMs) }
    } finally {
      this.#routes.clear()
      await this.#closeOutlet()
      lock.release()
    }
  }

  /** What is still to be done for the channel, the oldest first. */
  async unfinished(): Promise<readonly OutboxEntry[]> {
    const key = channelKey(this.#options.channel)
    return (await this.outbox.unfinished()).filter((entry) => channelKey(entry) === key)
  }

  /** Ends a round early; what has no answer yet is queued again. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#closeOutlet()
  }

  close(): void {
    this.outbox.close()
  }

  /** Finishes what a killed process has left half done, and what has waited too long. */
  async #tidyUp(): Promise<void> {
    const { clock, onWait } = this.#options
    await settleAllReserved(this.outbox, await this.unfinished())
    for (const entry of await this.unfinished()) {
      if (entry.state === 'delivered')
        await this.outbox.move([entry.id], 'acked', await recordSent(entry, { how: 'resumed', onWait }))
      else if (entry.expiresMs !== null && clock.monotonicMs() >= entry.expiresMs)
        await this.outbox.move([entry.id], 'expired', `not sent in time: ${entry.reason ?? 'nobody sent it'}`)
    }
  }

  async #send(untilMs: number): Promise<JobdeckError | null> {
    const { clock, confirm, onWait } = this.#options
    for (;;) {
      const leftMs = untilMs - clock.monotonicMs()
      const { ready, failure } = await this.#ready()
      const [next] = ready
      if (!next || leftMs <= 0 || this.#isStopped) return failure
      const outlet = await this.#outletFor(next.route, Math.min(connectMs, leftMs)).catch(asFailure)
      if (outlet instanceof JobdeckError) {
        await this.#note(ready, next.route, outlet)
        return outlet
      }
      const batch = nextBatch(
        ready.filter(({ route }) => route.key === next.route.key).map(({ entry }) => entry),
        this.#closes,
      )
      const timeoutMs = Math.max(0, Math.min(answerMs, untilMs - clock.monotonicMs()))
      const { suspects, unanswered } = await sendBatch(this.outbox, batch, { outlet, timeoutMs, confirm, onWait })
      if (unanswered.length > 0) return new JobdeckError('unreachable', `no answer in ${timeoutMs / 1000} s`)
      if (suspects.length > 0) await this.#suspect(suspects, batch)
    }
  }

  /** What can be sent, and why the rest cannot. */
  async #ready() {
    const ready: { readonly entry: OutboxEntry; readonly route: Route }[] = []
    let failure: JobdeckError | null = null
    for (const entry of await this.unfinished()) {
      if (entry.state !== 'queued' && entry.state !== 'sending') continue
      const route = this.#routes.get(entry.id) ?? (await this.#options.routeOf(entry).catch(asFailure))
      this.#routes.set(entry.id, route)
      if (route instanceof JobdeckError) {
        failure = route
        await this.#reason(entry, route)
      } else ready.push({ entry, route })
    }
    return { ready, failure }
  }

  async #outletFor(route: Route, timeoutMs: number): Promise<Outlet> {
    if (this.#outlet?.key === route.key && this.#outlet.outlet.isUp()) return this.#outlet.outlet
    await this.#closeOutlet()
    const outlet = await route.open(timeoutMs)
    this.#outlet = { key: route.key, outlet }
    return outlet
  }

  async #closeOutlet(): Promise<void> {
    const open = this.#outlet
    this.#outlet = null
    await open?.outlet.close()
  }

  /** From now on they are sent alone, each until it is answered or the connection has ended over it too often. */
  async #suspect(suspects: readonly OutboxEntry[], batch: readonly OutboxEntry[]): Promise<void> {
    for (const { id, topic } of suspects) {
      const closes = (this.#closes.get(id) ?? 0) + (batch.length === 1 ? 1 : 0)
      this.#closes.set(id, closes)
      if (closes < closesThatAnswer) continue
      const reason = `the broker closed the connection ${closes} times instead of answering: is writing to ${topic} allowed?`
      await this.outbox.move([id], 'set-aside', reason)
    }
    await sleep(this.#options.clock, pauseAfterCloseMs)
  }

  async #note(
    ready: readonly { readonly entry: OutboxEntry; readonly route: Route }[],
    route: Route,
    why: JobdeckError,
  ) {
    for (const { entry, route: own } of ready) if (own.key === route.key) await this.#reason(entry, why)
  }

  async #reason(entry: OutboxEntry, why: JobdeckError): Promise<void> {
    const reason = describeError(why)
    if (entry.reason !== reason || entry.state === 'sending') await this.outbox.move([entry.id], 'queued', reason)
  }
}

/** Jobs keep their order: what follows a suspect of the same job waits for it, everything else goes first. */
function nextBatch(entries: readonly OutboxEntry[], closes: ReadonlyMap<number, number>): readonly OutboxEntry[] {
  const held = new Set(entries.filter(({ id }) => closes.has(id)).map(({ jobId }) => jobId))
  const free = entries.filter(({ jobId }) => !held.has(jobId)).slice(0, maxBatch)
  if (free.length > 0) return free
  return entries.filter(({ id }) => closes.has(id)).slice(0, 1)
}

function asFailure(error: unknown): JobdeckError {
  return error instanceof JobdeckError ? error : new JobdeckError('config', describeError(error))
}

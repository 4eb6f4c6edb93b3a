// Events emitted by key: they go into the outbox and are sent from there, with progress shown until the outcome is known.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { idOfKey, type JobKey } from '../../domain/jobs/job-key.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import { openOutbox } from '../../io/ledger/open-outbox.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { isUnfinished } from '../outbox/await-entry.ts'
import { type Channel, channelKey } from '../outbox/channel.ts'
import { ChannelSenders } from '../outbox/channel-senders.ts'
import { type EventBroker, queueEvent } from '../outbox/queue-event.ts'
import { Sender } from '../outbox/sender.ts'
import { DeckRoutes } from './deck-routes.ts'
import type { EmitOutcome } from './emit-outcome.ts'
import type { EmitRequest } from './emit-request.ts'
import type { EmitTarget } from './emit-target.ts'
import { outcomeOfEntry } from './outcome-of-entry.ts'

/** Longer than what the screen shows of an outcome. */
const maxOutcomeChars = 500
const watchEveryMs = 150
/** How soon entries are taken up that another process has left behind. */
const lookEveryMs = 5_000

export interface EmitterOptions {
  readonly registryDir: string
  readonly env: Environment
  readonly profiles: Profiles
  readonly clock: Clock
  /** The broker in use. */
  readonly inUse: () => EmitTarget
  /** The broker of a job, which may no longer be the one whose jobs are shown. */
  readonly targetOf: (job: JobKey) => EmitTarget
  readonly isConnected: () => boolean
  readonly onOutcome: (job: JobKey, outcome: EmitOutcome) => void
  /** The outbox cannot be read or written; null when it can again. */
  readonly onProblem: (problem: JobdeckError | null) => void
}

interface Pending {
  readonly request: EmitRequest
  readonly stateDir: string
}

export class Emitter {
  readonly #options: EmitterOptions
  readonly #senders: ChannelSenders
  readonly #routes: DeckRoutes
  /** What was emitted in this run and is not finished, by its number in the outbox. */
  readonly #pending = new Map<number, Pending>()
  #queueing: Promise<void> = Promise.resolve()
  #cancelLook: Cancel = () => {}
  #cancelWatch: Cancel | null = null
  /** For a broker that ends with this process. */
  #temporary: Promise<string> | null = null

  constructor(options: EmitterOptions) {
    this.#options = options
    const { clock, onProblem } = options
    this.#routes = new DeckRoutes(options)
    this.#senders = new ChannelSenders({
      clock,
      onProblem: (problem) => onProblem(problem === null ? null : asJobdeckError(problem)),
      newSender: (stateDir, channel) =>
        new Sender({ stateDir, channel, clock, routeOf: this.#routes.routeOf, confirm: this.#routes.confirm }),
    })
  }

  /** Takes up what earlier runs and other processes have left in the outbox, now and from time to time. */
  start(): void {
    this.#cancelLook = this.#options.clock.every(lookEveryMs, () => void this.#takeUp())
    void this.#takeUp()
  }

  readonly emit = (request: EmitRequest): void => {
    const target = this.#options.targetOf(request.job)
    this.#show(request, { tone: 'busy', text: this.#isOnline(target) ? 'sending…' : 'queued (offline)' })
    this.#queueing = this.#queueing.then(() => this.#queue(request, target))
  }

  /** Sends what is queued. Call it when the broker in use is connected. */
  drain(): void {
    this.#senders.wakeAll()
    void this.#takeUp()
  }

  /** Stops sending. Resolves to what was emitted in this run and is still queued. */
  async close(): Promise<readonly OutboxEntry[]> {
    this.#cancelLook()
    this.#routes.close()
    await this.#queueing
    await this.#senders.close()
    await this.#watch()
    this.#cancelWatch?.()
    const left = await this.#left()
    if (this.#temporary) await rm(await this.#temporary, { recursive: true, force: true })
    return left
  }

  async #queue(request: EmitRequest, target: EmitTarget): Promise<void> {
    const { registryDir, env, clock } = this.#options
    const { job, event, detail } = request
    try {
      const stateDir = await this.#stateDirOf(target)
      const entry = await queueEvent(
        { jobId: idOfKey(job), event, detail, data: null, retain: null, onEnded: 'publish' },
        {
          ...{ registryDir, env, clock, stateDir, topicBase: target.topicBase },
          broker: () => brokerOfTarget(target),
          lastSeen: ({ jobId }) => target.lastSeen(jobId),
          onWait: () => this.#show(request, { tone: 'busy', text: 'waiting for the registry lock…' }),
        },
      )
      this.#pending.set(entry.id, { request, stateDir })
      this.#routes.own(entry, target)
      this.#senders.wake(stateDir, entry, 'now')
      this.#cancelWatch ??= clock.every(watchEveryMs, () => void this.#watch())
      await this.#watch()
    } catch (error) {
      this.#show(request, { tone: 'bad', text: `failed: ${describeError(error)}` })
    }
  }

  /** Shows what has become of the pending events, whichever process sends them. */
  async #watch(): Promise<void> {
    for (const [id, { request, stateDir }] of [...this.#pending]) {
      const entry = await this.#inOutbox(stateDir, (outbox) => outbox.entry(id))
      if (entry === undefined || !this.#pending.has(id)) continue
      if (entry === null || !isUnfinished(entry)) this.#pending.delete(id)
      this.#show(request, outcomeOfEntry(entry, request.event))
    }
    if (this.#pending.size > 0) return
    this.#cancelWatch?.()
    this.#cancelWatch = null
  }

  async #takeUp(): Promise<void> {
    const { stateDir } = this.#options.inUse().source
    if (stateDir === null) return
    const entries = (await this.#inOutbox(stateDir, (outbox) => outbox.unfinished())) ?? []
    const channels = new Map<string, Channel>(entries.map((entry) => [channelKey(entry), entry]))
    for (const channel of channels.values())
      if (this.#routes.canSend(channel)) this.#senders.wake(stateDir, channel, 'when-due')
  }

  async #left(): Promise<readonly OutboxEntry[]> {
    const entries = await Promise.all(
      Array.from(this.#pending, ([id, { stateDir }]) => this.#inOutbox(stateDir, (outbox) => outbox.entry(id))),
    )
    return entries.filter((entry) => entry !== null && entry !== undefined)
  }

  /** Undefined when the outbox cannot be read, which is shown. */
  async #inOutbox<Result>(
    stateDir: string,
    ask: (outbox: ReturnType<typeof openOutbox>) => Promise<Result>,
  ): Promise<Result | undefined> {
    const outbox = openOutbox({ stateDir, broker: '' }, this.#options.clock)
    try {
      const answer = await ask(outbox)
      this.#options.onProblem(null)
      return answer
    } catch (error) {
      this.#options.onProblem(asJobdeckError(error))
      return undefined
    } finally {
      outbox.close()
    }
  }

  #stateDirOf({ source }: EmitTarget): Promise<string> {
    if (source.stateDir !== null) return Promise.resolve(source.stateDir)
    this.#temporary ??= mkdtemp(join(tmpdir(), 'jobdeck-outbox-'))
    return this.#temporary
  }

  #isOnline(target: EmitTarget): boolean {
    return target === this.#options.inUse() && this.#options.isConnected()
  }

  #show({ job }: EmitRequest, { tone, text }: Omit<EmitOutcome, 'atMs'>): void {
    const { clock, onOutcome } = this.#options
    onOutcome(job, { tone, text: text.slice(0, maxOutcomeChars), atMs: clock.monotonicMs() })
  }
}

function brokerOfTarget({ address, source }: EmitTarget): EventBroker {
  if (!address) throw new JobdeckError('config', 'the settings do not lead to a broker', 'choose another one')
  const { username, certFile } = address
  return { broker: brokerUrl(address), profile: source.profileName, username, certFile }
}

function asJobdeckError(error: unknown): JobdeckError {
  return error instanceof JobdeckError ? error : new JobdeckError('io', describeError(error))
}

// Events emitted by key: queued while offline, published one after another, with progress shown until the outcome is known.

import { describeError } from '../../domain/failure.ts'
import { idOfKey, type JobKey } from '../../domain/jobs/job-key.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { publishOnce } from '../../io/mqtt/publisher.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { type EmitResult, type Emitted, emitEvent } from './emit.ts'
import type { EmitOutcome } from './emit-outcome.ts'
import type { EmitRequest } from './emit-request.ts'
import type { EmitTarget } from './emit-target.ts'

/** Longer than what the screen shows of an outcome. */
const maxOutcomeChars = 500
const answerMs = 10_000
/** How long an acknowledged event may take to come back on MQTT 3.1.1, where a denied one is acknowledged too (§7). */
const echoMs = 5_000

export interface EmitterOptions {
  readonly registryDir: string
  readonly env: Environment
  readonly clock: Clock
  /** The broker in use. */
  readonly inUse: () => EmitTarget
  /** The broker of a job, which may no longer be the one whose jobs are shown. */
  readonly targetOf: (job: JobKey) => EmitTarget
  readonly isConnected: () => boolean
  readonly onOutcome: (job: JobKey, outcome: EmitOutcome) => void
}

/** A request belongs to the broker of its job: another one must not get it. */
interface Queued {
  readonly request: EmitRequest
  readonly target: EmitTarget
}

export class Emitter {
  readonly #options: EmitterOptions
  #queue: readonly Queued[] = []
  /** The last seq used for each job, by broker: its event may not have come back yet when the next one is sent. */
  readonly #used = new WeakMap<EmitTarget, Map<JobId, number>>()
  #isDraining = false

  constructor(options: EmitterOptions) {
    this.#options = options
  }

  readonly emit = (request: EmitRequest): void => {
    this.#queue = [...this.#queue, { request, target: this.#options.targetOf(request.job) }]
    this.#show(request, 'busy', this.#options.isConnected() ? 'sending…' : 'queued (offline)')
    this.drain()
  }

  /** Publishes what is queued, if there is a connection. Called again when one is established. */
  drain(): void {
    if (!this.#isDraining) void this.#publishQueue()
  }

  async #publishQueue(): Promise<void> {
    this.#isDraining = true
    for (let next = this.#next(); next; next = this.#next()) {
      this.#queue = this.#queue.filter((queued) => queued !== next)
      await this.#publish(next)
    }
    // In the same turn as the last `#next()`: what is queued from now on starts another run.
    this.#isDraining = false
  }

  #next(): Queued | undefined {
    const { isConnected, inUse } = this.#options
    return isConnected() ? this.#queue.find(({ target }) => target === inUse()) : undefined
  }

  async #publish({ request, target }: Queued): Promise<void> {
    const { registryDir, env, clock } = this.#options
    const { job, event, detail } = request
    const jobId = idOfKey(job)
    const startMs = clock.monotonicMs()
    try {
      const emitted = await emitEvent(
        { jobId, event, detail, data: null, retain: null, onEnded: 'publish' },
        {
          registryDir,
          env,
          clock,
          topicBase: target.topicBase,
          onWait: () => this.#show(request, 'busy', 'waiting for the registry lock…'),
          lastSeen: async () => {
            const { seq, hasEnded } = await target.lastSeen(jobId)
            return { seq: Math.max(seq, this.#used.get(target)?.get(jobId) ?? 0), hasEnded }
          },
          publish: async (settings, { seq, topic, payload, retain }) => {
            const result = settings
              ? await publishOnce(settings, { topic, payload, retain, timeoutMs: answerMs, clock })
              : await target.publish(topic, payload, { retain, timeoutMs: answerMs })
            const mayBeDenied = needsEcho(result) && target.reaches(settings)
            const isDelivered = !mayBeDenied || (await target.hasReturned(jobId, seq, echoMs))
            return isDelivered ? result : { kind: 'undelivered' }
          },
        },
      )
      this.#used.set(target, (this.#used.get(target) ?? new Map()).set(jobId, emitted.seq))
      this.#showResult(request, emitted, clock.monotonicMs() - startMs)
    } catch (error) {
      this.#show(request, 'bad', `failed: ${describeError(error)}`)
    }
  }

  #showResult(request: EmitRequest, { seq, result }: Emitted, tookMs: number): void {
    const words: Record<EmitResult['kind'], string> = {
      acked: `#${seq} ${request.event} acked`,
      refused: `refused: ${'reason' in result ? result.reason : ''}`,
      'no-answer': tookMs < answerMs * 0.99 ? 'no answer: the connection broke' : `no answer in ${answerMs / 1000} s`,
      offline: 'not sent: the connection was lost',
      undelivered: 'sent, but the broker does not deliver it: is writing allowed?',
    }
    this.#show(request, result.kind === 'acked' ? 'good' : 'bad', words[result.kind])
  }

  #show({ job }: EmitRequest, tone: EmitOutcome['tone'], text: string): void {
    const { clock, onOutcome } = this.#options
    onOutcome(job, { tone, text: text.slice(0, maxOutcomeChars), atMs: clock.monotonicMs() })
  }
}

/** On MQTT 5 the acknowledgement says whether the event was taken. */
function needsEcho(result: PublishResult): boolean {
  return result.kind === 'acked' && result.mqttVersion === 4
}

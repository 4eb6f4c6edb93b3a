// The cut-over checks: a throw-away job whose events show what the broker lets each of the two logins do.
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import { type EventType, isTerminal } from '../../domain/protocol/event.ts'
import { makeEventPayload } from '../../domain/protocol/event-payload.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { eventsFilterOf, eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { type Clock, sleep } from '../../io/clock/clock.ts'
import { mqttVersionName } from '../../io/mqtt/mqtt-version.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { publishOnce } from '../../io/mqtt/publisher.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import { openProbe, type Probe } from './verify-probe.ts'
import { isOneAddress, type Logins, resultWords, undeliveredWords, userOf } from './verify-words.ts'

/** Every check in the order of the run; the names are part of `--json`. */
export const checkNames = [
  'connect',
  'connect as publisher',
  'started arrives',
  'completed arrives',
  'late subscriber gets completed',
  'observer may not write',
  'worker may not read',
  'retained event cleared',
] as const
export type CheckName = (typeof checkNames)[number]

export interface Check {
  readonly name: CheckName
  readonly ok: boolean
  /** Why it failed or could not run, or what was seen; null where there is nothing to add. */
  readonly reason: string | null
}

export interface VerifyRequest extends Logins {
  readonly topicBase: string
  readonly jobId: JobId
  readonly clock: Clock
  readonly onCheck: (check: Check) => void
  readonly onWarning: (warning: string) => void
  /** Once it is aborted the remaining checks do not run, but what was published is cleared. */
  readonly stop: AbortSignal
}

/** What a check concludes. A JobdeckError that it throws is a failure with that error's words. */
interface Verdict {
  readonly ok: boolean
  readonly reason: string | null
}

const patienceMs = 5_000
/** Once something has not arrived, waiting this long for everything else would only be slow. */
const shortPatienceMs = 1_000
/** For a broker of several machines, where a later event may overtake an earlier one. */
const overtakingMs = 250
const clearTimeoutMs = 10_000
/** The only reason code of MQTT 5 that concerns permission to write. */
const notAuthorized = 135

const good = (reason: string | null = null): Verdict => ({ ok: true, reason })
const bad = (reason: string): Verdict => ({ ok: false, reason })
const notRun = (because: string): Verdict => bad(`not run: ${because}`)

/** Runs every check. Rejects only when the observer cannot connect, after all checks have been reported. */
export async function runVerifyChecks(request: VerifyRequest): Promise<void> {
  const run = new VerifyRun(request)
  try {
    await run.all()
  } finally {
    await run.close()
  }
}

class VerifyRun {
  readonly #request: VerifyRequest
  readonly #topic: string
  readonly #filter: string
  readonly #probes: Probe[] = []
  #seq = 0
  #patienceMs = patienceMs
  #startedArrived = false
  #completed: PublishResult | null = null

  constructor(request: VerifyRequest) {
    this.#request = request
    this.#topic = eventsTopicOf(topicPrefixOf(request.topicBase, request.jobId))
    this.#filter = eventsFilterOf(request.topicBase)
  }

  async all(): Promise<void> {
    const { observer, publisher } = this.#request
    let reader: Probe | null = null
    let writer: Probe | null = null
    let failure: unknown = null
    await this.#check('connect', async () => {
      try {
        reader = await this.#open(observer, this.#filter)
      } catch (error) {
        failure = error
        throw error
      }
      return good(`MQTT ${mqttVersionName(reader.mqttVersion)}${observer.tls ? ' over TLS' : ' without TLS'}`)
    })
    await this.#check('connect as publisher', async () => {
      if (!reader) return notRun('the observer has no connection')
      writer = await this.#open(publisher, null)
      return good()
    })
    await this.#exchange(reader, writer)
    if (failure) throw failure
  }

  async close(): Promise<void> {
    await Promise.all(this.#probes.map((probe) => probe.close()))
  }

  async #exchange(reader: Probe | null, writer: Probe | null): Promise<void> {
    const missing = reader ? 'the publisher has no connection' : 'the observer has no connection'
    const needsBoth = (work: (reader: Probe, writer: Probe) => Promise<Verdict>) => async () =>
      reader && writer ? await work(reader, writer) : notRun(missing)
    await this.#check(
      'started arrives',
      needsBoth((r, w) => this.#startedArrives(r, w)),
    )
    await this.#check(
      'completed arrives',
      needsBoth((r, w) => this.#completedArrives(r, w)),
    )
    await this.#check(
      'late subscriber gets completed',
      needsBoth(() => this.#lateSubscriber()),
    )
    await this.#check(
      'observer may not write',
      needsBoth((r, w) => this.#observerMayNotWrite(r, w)),
    )
    await this.#check(
      'worker may not read',
      needsBoth((r, w) => this.#workerMayNotRead(r, w)),
    )
    await this.#report('retained event cleared', () => this.#clear())
  }

  async #check(name: CheckName, work: () => Promise<Verdict>): Promise<void> {
    await this.#report(name, async () => (this.#request.stop.aborted ? notRun('interrupted') : await work()))
  }

  async #report(name: CheckName, work: () => Promise<Verdict>): Promise<void> {
    const finding = await work().catch((error: unknown) => {
      if (error instanceof JobdeckError) return bad(describeError(error))
      throw error
    })
    this.#request.onCheck({ name, ...finding })
  }

  async #open(settings: BrokerSettings, filter: string | null): Promise<Probe> {
    const { clock, onWarning, stop } = this.#request
    const probe = await openProbe({ settings, topic: this.#topic, filter, clock, onWarning, stop })
    this.#probes.push(probe)
    return probe
  }

  async #startedArrives(reader: Probe, writer: Probe): Promise<Verdict> {
    const { seq, result } = await this.#publish(writer, 'started')
    this.#startedArrived = hasLeft(result) && (await this.#arrives(reader, seq))
    return this.#startedArrived ? good() : this.#notArrived(result)
  }

  async #completedArrives(reader: Probe, writer: Probe): Promise<Verdict> {
    const { seq, result } = await this.#publish(writer, 'completed')
    this.#completed = result
    const arrived = hasLeft(result) && (await this.#arrives(reader, seq))
    return arrived ? good() : this.#notArrived(result)
  }

  async #lateSubscriber(): Promise<Verdict> {
    if (!hasLeft(this.#completed)) return notRun('the completed event was not accepted')
    const late = await this.#open(this.#request.observer, this.#topic)
    const found = await late.hear((message) => message.retained, this.#patienceMs)
    if (found) return good()
    const elsewhere = isOneAddress(this.#request) ? '' : ', or it was published on another broker'
    return bad(`nothing arrived: the broker keeps no retained messages, or the observer may not read them${elsewhere}`)
  }

  /** On MQTT 3.1.1 a refused publish is acknowledged as if it had worked (PROTOCOL.md §7), so its echo decides. */
  async #observerMayNotWrite(reader: Probe, writer: Probe): Promise<Verdict> {
    if (this.#isOneLogin() && this.#startedArrived) return bad(this.#oneLogin('write'))
    const intruder = await this.#open(this.#request.observer, null)
    const { seq, result } = await this.#publish(intruder, 'progress')
    if (result.kind === 'refused' && result.reasonCode === notAuthorized) return good(`refused: ${result.reason}`)
    if (result.kind === 'refused') return bad(`inconclusive: it was refused for another reason, ${result.reason}`)
    const isProven = await this.#markerArrives(reader, writer)
    if (await reader.hear(hasSeq(this.#request.jobId, seq), 0))
      return bad(`the event of ${userOf(this.#request.observer)} was delivered: let its ACL only read`)
    if (!isProven) return bad('inconclusive: the observer receives no events at all')
    return good(result.kind === 'acked' ? 'acknowledged, but not delivered' : 'not acknowledged and not delivered')
  }

  /** Mosquitto grants a subscription that its ACL forbids, and delivers nothing (PROTOCOL.md §7). */
  async #workerMayNotRead(reader: Probe, writer: Probe): Promise<Verdict> {
    if (this.#isOneLogin() && this.#startedArrived) return bad(this.#oneLogin('read'))
    const spy = await this.#open(this.#request.publisher, this.#filter).catch((error: unknown) => {
      if (error instanceof JobdeckError && error.code === 'refused') return null
      throw error
    })
    if (!spy) return good('its subscription is refused')
    const isProven = await this.#markerArrives(reader, writer)
    if (await spy.hear(() => true, 0))
      return bad(`events reach ${userOf(this.#request.publisher)}: let its ACL only write`)
    if (!isProven) return bad('inconclusive: the observer receives no events either')
    return good('no event reaches it')
  }

  /** Opens another connection, because the broker may have closed the others. */
  async #clear(): Promise<Verdict> {
    if (!hasLeft(this.#completed)) return good('nothing was stored')
    const result = await publishOnce(this.#request.publisher, {
      topic: this.#topic,
      payload: '',
      retain: true,
      timeoutMs: clearTimeoutMs,
      clock: this.#request.clock,
    })
    if (result.kind === 'acked') return good()
    return bad(`${resultWords(result)}: the completed event is still retained on ${safeLine(this.#topic)}`)
  }

  async #publish(probe: Probe, event: EventType): Promise<{ seq: number; result: PublishResult }> {
    this.#seq += 1
    const seq = this.#seq
    const detail = 'jobdeck verify'
    const { jobId, clock } = this.#request
    const payload = makeEventPayload({ jobId, seq, event, detail, data: null, nowMs: clock.wallMs() })
    return { seq, result: await probe.publish(JSON.stringify(payload), { retain: isTerminal(event) }) }
  }

  /** Whether an allowed event arrives: if so, what was sent before it would have arrived too. */
  async #markerArrives(reader: Probe, writer: Probe): Promise<boolean> {
    const { seq, result } = await this.#publish(writer, 'progress')
    const arrived = hasLeft(result) && (await this.#arrives(reader, seq))
    await sleep(this.#request.clock, overtakingMs)
    return arrived
  }

  async #arrives(reader: Probe, seq: number): Promise<boolean> {
    const found = await reader.hear(hasSeq(this.#request.jobId, seq), this.#patienceMs)
    if (!found) this.#patienceMs = shortPatienceMs
    return found !== null
  }

  #notArrived(result: PublishResult): Verdict {
    const { publisher } = this.#request
    if (result.kind === 'acked') return bad(undeliveredWords(this.#request, this.#topic, result.mqttVersion))
    const hint = this.#isOneLogin() ? "; name the worker's profile with --publisher" : ''
    return bad(`${userOf(publisher)} could not publish to ${safeLine(this.#topic)}: ${resultWords(result)}${hint}`)
  }

  #isOneLogin(): boolean {
    const { observer, publisher } = this.#request
    return observer.username === publisher.username && observer.certFile === publisher.certFile
  }

  #oneLogin(action: 'write' | 'read'): string {
    const { observer } = this.#request
    if (observer.username === null && observer.certFile === null)
      return `the broker asks for no login, so anyone can ${action}: jobdeck broker init writes logins and an ACL for it`
    return `observer and publisher are both ${userOf(observer)}, who can ${action}: name the worker's profile with --publisher`
  }
}

function hasSeq(jobId: JobId, seq: number): (message: Message) => boolean {
  return ({ payload }) => {
    const decoded = decodeMessage([jobId], payload)
    return decoded.kind === 'event' && decoded.event.seq === seq
  }
}

/** Whether the broker may have accepted the event, even if its answer was lost. */
function hasLeft(result: PublishResult | null): boolean {
  return result?.kind === 'acked' || result?.kind === 'no-answer'
}

// The session of one connection: which one each CONNECT requests, and what was missed when the broker does not have it.
import { randomBytes } from 'node:crypto'
import { type Clock, wallOffsetMs } from '../clock/clock.ts'
import type { MqttVersion } from './mqtt-version.ts'
import type { SessionSlot } from './session-slot.ts'
import type { BrokerSettings } from './settings.ts'

/**
 * How long the broker keeps what this connection has not acknowledged: `none` until the socket breaks; `run` until the
 * connection is closed (MQTT 5 only, MQTT 3.1.1 would keep the session of a killed process for ever); a slot for 24 h
 * after that.
 */
export type SessionPlan = 'none' | 'run' | SessionSlot

/** The session that a CONNECT requests. */
export interface SessionRequest {
  readonly clientId: string
  /** Starts a new session instead of resuming the one that the broker has. */
  readonly clean: boolean
  /** How long the broker keeps the session once the socket is closed; 0: not at all. In MQTT 3.1.1 anything but 0 is for ever. */
  readonly expirySec: number
}

/** A period in which messages may have been published that never arrived here. */
export interface Gap {
  /** Epoch milliseconds of the wall clock. */
  readonly fromMs: number
  readonly toMs: number
  /** The broker keeps no session for this connection, or it had one and has lost it. */
  readonly why: 'no-session' | 'session-lost'
}

const slotExpirySec = 24 * 3600
const runExpirySec = 600

function randomClientId({ clientIdPrefix }: Pick<BrokerSettings, 'clientIdPrefix'>): string {
  return `${clientIdPrefix}-${randomBytes(5).toString('hex')}`
}

/** A request for a session that ends with the socket. */
export function cleanSession(settings: Pick<BrokerSettings, 'clientIdPrefix'>): SessionRequest {
  return { clientId: randomClientId(settings), clean: true, expirySec: 0 }
}

export class ConnectionSession {
  readonly #settings: BrokerSettings
  readonly #slot: SessionSlot | null
  readonly #clock: Clock
  /** The client id of a session for this run. */
  readonly #runClientId: string | null
  #hasBeenUp = false
  #isKept = false
  #lastHeardMs: number | null = null

  constructor(settings: BrokerSettings, plan: SessionPlan, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
    this.#slot = typeof plan === 'string' ? null : plan
    this.#runClientId = plan === 'run' ? randomClientId(settings) : null
  }

  /** Whether these settings have worked before, in this run or in an earlier one. */
  get hasWorked(): boolean {
    return this.#hasBeenUp || (this.#slot?.memory ?? null) !== null
  }

  /** Filters that the broker still holds for this session from an earlier run. */
  get rememberedFilters(): readonly string[] {
    return this.#slot?.memory?.filters ?? []
  }

  /** Whether closing the connection ends the session: only the first slot's outlives the run. */
  get endsWithRun(): boolean {
    return this.#isKept && this.#slot?.number !== 1
  }

  request(mqttVersion: MqttVersion): SessionRequest {
    if (this.#slot) return { clientId: this.#slot.clientId, clean: false, expirySec: slotExpirySec }
    if (this.#runClientId === null || mqttVersion === 4) return cleanSession(this.#settings)
    return { clientId: this.#runClientId, clean: !this.#hasBeenUp, expirySec: runExpirySec }
  }

  /** Call when the connection is up and subscribed. Returns the gap in which messages may have been missed, if any. */
  begin(mqttVersion: MqttVersion, isPresent: boolean, filters: readonly string[]): Gap | null {
    const fromMs = this.lastHeardWallMs()
    const isKept = this.request(mqttVersion).expirySec > 0
    const gap: Gap | null =
      fromMs === null || isPresent
        ? null
        : { fromMs, toMs: this.#clock.wallMs(), why: isKept ? 'session-lost' : 'no-session' }
    this.#isKept = isKept
    this.#hasBeenUp = true
    this.remember(filters, this.#clock.monotonicMs())
    return gap
  }

  /** The connection listens to these filters, and heard something at `heardMs` (monotonic). */
  remember(filters: readonly string[], heardMs: number): void {
    this.#lastHeardMs = heardMs
    this.#slot?.remember({ filters, lastHeardWallMs: heardMs + wallOffsetMs(this.#clock) })
  }

  /** The broker has been asked to end the session. */
  forget(): void {
    this.#slot?.remember(null)
  }

  /** When something was last heard over this session, in this run or in an earlier one; null for never. */
  lastHeardWallMs(): number | null {
    if (this.#lastHeardMs !== null) return this.#lastHeardMs + wallOffsetMs(this.#clock)
    return this.#slot?.memory?.lastHeardWallMs ?? null
  }
}

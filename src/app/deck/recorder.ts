// Writes what was received to the ledger in groups, and lets the broker forget a group only when it is on disk (PROTOCOL.md §8).
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import type { JudgedEvent, Ledger } from '../../io/ledger/ledger.ts'

/** While the ledger cannot be written, the broker keeps so many of the last deliveries. What is older waits in memory only. */
const maxHeld = 5_000
/** When nothing has come for this long, the broker may be waiting for acknowledgements: most send only 20 messages ahead. */
const stallMs = 2_000
/** No broker sends fewer ahead. */
const smallestWindow = 10

export interface RecorderOptions {
  readonly ledger: Pick<Ledger, 'append' | 'isFailing'>
  readonly clock: Clock
  /** Every delivery up to and including this one is recorded, or given up. */
  readonly acknowledge: (through: number) => void
}

interface GroupEnd {
  /** The last delivery of the group. */
  through: number
}

/** What came in one turn of the event loop. */
interface Group extends GroupEnd {
  readonly events: JudgedEvent[]
}

export class Recorder {
  readonly #options: RecorderOptions
  #group: Group | null = null
  /** The ends of the groups that the ledger has not written yet, the oldest first. Their events are with the ledger. */
  readonly #unrecorded: GroupEnd[] = []
  /** The last delivery that has come, and the last one that was acknowledged. */
  #last = 0
  #acknowledged = 0
  #maxHeld = maxHeld
  #cancelStall: Cancel | null = null

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  /**
   * Takes the next delivery, or with 0 something that was delivered before; `event` is null when there is nothing in it to
   * record.
   */
  record(event: JudgedEvent | null, delivery: number): void {
    this.#group ??= this.#newGroup()
    if (event) this.#group.events.push(event)
    this.#group.through = Math.max(this.#group.through, delivery)
    this.#last = Math.max(this.#last, delivery)
    if (this.#options.ledger.isFailing) this.#acknowledge(this.#last - this.#maxHeld)
  }

  /** Hands over what has come, without waiting for the end of the turn. */
  handOver(): void {
    const group = this.#group
    this.#group = null
    if (!group) return
    if (group.events.length === 0) {
      const last = this.#unrecorded.at(-1)
      if (last) last.through = Math.max(last.through, group.through)
      else this.#acknowledge(group.through)
      return
    }
    const end = { through: group.through }
    this.#unrecorded.push(end)
    this.#expectMore()
    void this.#options.ledger.append(group.events).then(() => this.#onRecorded(end))
  }

  #onRecorded(group: GroupEnd): void {
    this.#unrecorded.shift()
    this.#acknowledge(group.through)
    if (!this.#options.ledger.isFailing) this.#maxHeld = maxHeld
    if (this.#unrecorded.length === 0) this.#cancelStall?.()
  }

  #expectMore(): void {
    this.#cancelStall?.()
    this.#cancelStall = this.#options.clock.after(stallMs, () => this.#onSilence())
  }

  /** While nothing can be written, the broker must not wait for what cannot happen: from now on it keeps half as many. */
  #onSilence(): void {
    const held = this.#last - this.#acknowledged
    if (this.#options.ledger.isFailing && held >= smallestWindow) {
      this.#maxHeld = Math.floor(held / 2)
      this.#acknowledge(this.#last - this.#maxHeld)
    }
    this.#expectMore()
  }

  #newGroup(): Group {
    this.#options.clock.soon(() => this.handOver())
    return { events: [], through: 0 }
  }

  #acknowledge(through: number): void {
    if (through <= this.#acknowledged) return
    this.#acknowledged = through
    this.#options.acknowledge(through)
  }
}

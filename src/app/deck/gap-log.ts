// The periods in which messages may have been missed: from the connection, from a broker's full queue, and from the time when
// no deck was running and no session waited. Each is recorded and shown (PROTOCOL.md §8).
import type { Job } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { type Cancel, type Clock, wallOffsetMs } from '../../io/clock/clock.ts'
import type { Gap } from '../../io/ledger/ledger.ts'
import type { FeedEvent } from '../feeds/feed.ts'
import type { FeedLedger } from './feed-ledger.ts'
import { OverflowWatch } from './overflow-watch.ts'

/** How many gaps are kept in memory: the newest ones. */
const maxGaps = 50
const noteHeardEveryMs = 10_000
/** Another deck notes what it hears: a shorter silence is between two of its notes. */
const shortestAbsenceMs = 15_000

const gapReasons = {
  'no-session': 'the broker keeps nothing for a deck that is not connected',
  'session-lost': 'the broker has lost what it kept for this deck',
  overflow: 'more was waiting than the broker keeps',
  absent: 'no deck was running',
} as const

export interface GapLogOptions {
  readonly clock: Clock
  readonly jobs: () => ReadonlyMap<JobId, Job>
  readonly onChange: () => void
}

export class GapLog {
  readonly #options: GapLogOptions
  readonly #overflow: OverflowWatch
  #gaps: readonly Gap[] = []
  /** Settled when the ledger has been read; null where none is kept. */
  #ledger: Promise<FeedLedger | null> = Promise.resolve(null)
  /** Whether the time before this connection is accounted for. */
  #isContinuous = false
  #stopNoting: Cancel | null = null

  constructor(options: GapLogOptions) {
    this.#options = options
    this.#overflow = new OverflowWatch(options.clock, options.jobs)
  }

  /** The known gaps, the newest last; a value that later gaps do not change. */
  snapshot(): readonly Gap[] {
    return this.#gaps
  }

  /** A connection begins; `ledger` resolves when the ledger has been read. */
  open(ledger: Promise<FeedLedger | null>): void {
    this.#ledger = ledger
    this.#isContinuous = false
  }

  /** Call when the ledger has been read, before the messages that came meanwhile are taken. */
  async restore(ledger: FeedLedger | null): Promise<void> {
    this.#overflow.remember()
    if (ledger) this.#gaps = (await ledger.gaps()).slice(-maxGaps)
  }

  onFeedEvent(event: FeedEvent): void {
    const { clock } = this.#options
    switch (event.kind) {
      case 'gap':
        this.#isContinuous = true
        void this.#add(event.gap.fromMs, event.gap.toMs, gapReasons[event.gap.why])
        break
      case 'resumed': {
        this.#isContinuous = true
        const nowMs = clock.wallMs()
        this.#overflow.begin(() => void this.#add(event.lastHeardWallMs, nowMs, gapReasons.overflow))
        break
      }
      case 'connection':
        if (event.state.phase === 'connected') this.#onConnected()
        else this.#onDisconnected()
    }
  }

  stop(): void {
    this.#overflow.stop()
    this.#stopNoting?.()
    this.#stopNoting = null
  }

  #onConnected(): void {
    const { clock } = this.#options
    if (!this.#isContinuous) void this.#addAbsence(clock.wallMs())
    this.#isContinuous = true
    const note = () => void this.#ledger.then((ledger) => ledger?.noteHeard())
    this.#stopNoting ??= clock.every(noteHeardEveryMs, note)
  }

  #onDisconnected(): void {
    if (!this.#stopNoting) return
    this.stop()
    this.#overflow.remember()
  }

  async #addAbsence(toWallMs: number): Promise<void> {
    const ledger = await this.#ledger
    const fromWallMs = (await ledger?.lastHeardWallMs()) ?? null
    ledger?.noteHeard()
    if (fromWallMs === null || toWallMs - fromWallMs < shortestAbsenceMs) return
    await this.#add(fromWallMs, toWallMs, gapReasons.absent)
  }

  async #add(fromWallMs: number, toWallMs: number, why: string): Promise<void> {
    const offsetMs = wallOffsetMs(this.#options.clock)
    const gap: Gap = {
      ...{ fromMs: fromWallMs - offsetMs, toMs: toWallMs - offsetMs },
      ...{ fromAtMs: fromWallMs, toAtMs: toWallMs, why },
    }
    const ledger = await this.#ledger
    ledger?.recordGap(gap)
    this.#gaps = [...this.#gaps, gap].slice(-maxGaps)
    this.#options.onChange()
  }
}

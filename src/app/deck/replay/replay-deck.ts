// The deck over a recording: the same state and the same screen, by the recording's time. It connects to nothing, calls nobody and
// writes nothing.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Job } from '../../../domain/jobs/job.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { Cancel, Clock } from '../../../io/clock/clock.ts'
import type { LedgerEntry } from '../../../io/ledger/ledger.ts'
import { blankState } from '../blank-state.ts'
import { changedFields } from '../changed-fields.ts'
import { changesBetween } from '../changes-between.ts'
import type { DeckCommands } from '../deck-commands.ts'
import type { DeckState } from '../deck-state.ts'
import { JobHistory } from '../job-history.ts'
import { JobIndex } from '../job-index.ts'
import { withLatest } from '../last-events.ts'
import type { IntakeRecord } from '../record-topics.ts'
import { type Playback, played, type ReplayStep, stepped } from './playback.ts'
import { type Jobs, RecordedJobs } from './recorded-jobs.ts'

export interface ReplayOptions {
  /** In order of receipt; at least one. */
  readonly entries: readonly LedgerEntry[]
  readonly records: ReadonlyMap<JobId, IntakeRecord>
  /** What is replayed: a file, or the broker whose ledger it is. */
  readonly name: string
  readonly speed: number
  /** Real time. */
  readonly clock: Clock
  /** What could not be read of it; null for nothing. */
  readonly problem: string | null
}

/** The screen is drawn so often. */
const frameMs = 100
const refusalMs = 4_000
const refusal = 'this is a replay: nothing is sent, started or changed'

export class ReplayDeck {
  readonly store: StoreApi<DeckState>
  readonly commands: DeckCommands
  readonly #options: ReplayOptions
  readonly #recorded: RecordedJobs
  #playback: Playback
  #index: JobIndex
  #indexed: Jobs = new Map()
  #history: { readonly job: JobKey; readonly history: JobHistory } | null = null
  #cancelFrames: Cancel | null = null
  #cancelRefusal: Cancel | null = null

  constructor(options: ReplayOptions) {
    this.#options = options
    const { entries, records, speed, name, problem } = options
    const fromMs = entries[0]?.receivedAtMs ?? 0
    const toMs = entries.at(-1)?.receivedAtMs ?? fromMs
    this.#recorded = new RecordedJobs(entries, records)
    this.#playback = { atMs: fromMs, fromMs, toMs, speed, isPaused: false }
    this.#index = new JobIndex(fromMs)
    this.store = createStore<DeckState>(() => ({
      ...blankState,
      // The recording's wall clock is its only one.
      ...{ nowMs: fromMs, wallOffsetMs: 0, judgedMs: fromMs, deafSinceMs: null },
      replay: this.#playback,
      broker: { profile: 'replay', url: name, username: null, security: 'unknown' },
      topicFilter: '',
      only: null,
      connection: { phase: 'closed' },
      leftOver: null,
      jobs: this.#index,
      jobsVersion: 0,
      drops: { total: 0, unread: 0, byReason: {}, recent: [] },
      gaps: [],
      outcomes: new Map(),
      profiles: [],
      problem,
      registryDir: '',
    }))
    this.commands = this.#commands()
    this.#show()
  }

  start(): void {
    const { clock } = this.#options
    let lastMs = clock.monotonicMs()
    this.#cancelFrames = clock.every(frameMs, () => {
      const nowMs = clock.monotonicMs()
      this.#playback = played(this.#playback, nowMs - lastMs)
      lastMs = nowMs
      this.#show()
    })
  }

  close(): void {
    this.#cancelFrames?.()
    this.#cancelRefusal?.()
  }

  /** Says for some seconds why a key did nothing. */
  readonly refuse = (): void => {
    const { clock, problem } = this.#options
    this.store.setState({ problem: refusal })
    this.#cancelRefusal?.()
    this.#cancelRefusal = clock.after(refusalMs, () => this.store.setState({ problem }))
  }

  #step(step: ReplayStep): void {
    this.#playback = stepped(this.#playback, step)
    this.#show()
  }

  /** Brings the store to the present moment of the recording. */
  #show(): void {
    const { atMs } = this.#playback
    const state = this.store.getState()
    const isBack = atMs < state.nowMs
    if (isBack) this.#beginAnew(state)
    const jobs = this.#recorded.at(atMs)
    for (const change of changesBetween(this.#indexed, jobs, isBack ? 'restored' : 'live')) this.#index.note(change)
    this.#indexed = jobs
    // Countdowns tick with the whole seconds of the recording.
    const nowMs = Math.max(Math.floor(atMs / 1000) * 1000, this.#playback.fromMs)
    const { version } = this.#index
    const transitions = this.#index.write(nowMs)
    this.store.setState(
      changedFields(state, {
        ...{ nowMs, judgedMs: nowMs, replay: this.#playback, jobs: this.#index },
        jobsVersion: state.jobsVersion + Number(isBack || this.#index.version !== version),
        listing: this.#index.listing,
        lastEvents: withLatest(isBack ? [] : state.lastEvents, transitions),
      }),
    )
  }

  /** An index knows no way back: limits that have run out stay so. */
  #beginAnew({ listing }: DeckState): void {
    this.#index = new JobIndex(this.#playback.atMs)
    this.#index.setListing(listing)
    this.#indexed = new Map()
    this.#history = null
  }

  #commands(): DeckCommands {
    const refused = { fields: {}, message: refusal, ok: false } as const
    return {
      replay: (step) => this.#step(step),
      refuse: () => {
        this.refuse()
        return false
      },
      holdOrder: () => {},
      list: (listing) => {
        this.#index.setListing(listing)
        this.#show()
      },
      markSeen: (key) => {
        const job: Job | undefined = this.#index.get(key)
        if (job) this.#index.acknowledge(job, this.store.getState().judgedMs)
        this.#show()
      },
      showHistory: () => {},
      preview: () => {},
      historyOf: (job) => {
        this.#history = this.#history?.job === job ? this.#history : { job, history: new JobHistory(null) }
        return this.#history.history
      },
      copyText: this.refuse,
      readDrops: () => {},
      decide: this.refuse,
      cancel: this.refuse,
      extend: this.refuse,
      clearRetained: this.refuse,
      reconnect: this.refuse,
      register: () => Promise.resolve(refused),
      emit: this.refuse,
      answer: () => refusal,
      goThere: this.refuse,
      sendLine: () => Promise.resolve(refusal),
      findArtifacts: () => Promise.resolve([]),
      tmuxSessions: () => Promise.resolve([]),
      checkProfiles: () => {},
      switchBroker: this.refuse,
      profileForm: () => null,
      saveProfile: () => Promise.resolve(refused),
      removeProfile: () => Promise.resolve(refused),
    }
  }
}

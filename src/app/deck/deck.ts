// The composition: feeds fill job tables, the clock and the flush write the store, commands act on both.
import { createStore, type StoreApi } from 'zustand/vanilla'
import { describeError } from '../../domain/failure.ts'
import { type JobKey, jobKeyOf } from '../../domain/jobs/job-key.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsFilterOf, eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { monotonicNow } from '../../io/clock/monotonic-now.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'
import { watchRegistry } from '../../io/registry/watch-registry.ts'
import { listSessions } from '../../io/tmux/list-sessions.ts'
import type { EmitRequest } from '../actions/emit-request.ts'
import { Emitter } from '../actions/emitter.ts'
import type { RegisterForm } from '../actions/register-form.ts'
import { registerFromForm } from '../actions/register-from-form.ts'
import { ProfileEditor } from '../brokers/profile-editor.ts'
import type { ProfileForm, ProfileResult } from '../brokers/profile-form.ts'
import { BrokerFeed, type BrokerSource } from '../feeds/broker-feed.ts'
import { changedFields } from './changed-fields.ts'
import type { DeckCommands, Registration } from './deck-commands.ts'
import type { DeckState } from './deck-state.ts'
import { FlushTimer } from './flush-timer.ts'
import { JobIndex } from './job-index.ts'
import { JobTable } from './job-table.ts'
import { Outcomes } from './outcomes.ts'
import { ProblemBoard, registryProblem } from './problem-board.ts'
import { SecondClock, type Tick } from './second-clock.ts'
import { type KnownRecord, tableRecords, topicsElsewhere } from './table-records.ts'

export interface DeckOptions {
  readonly profile: Profile
  readonly profiles: Profiles
  readonly sourceOf: (profile: Profile) => BrokerSource
  /** The jobs to show; null for every job. */
  readonly only: ReadonlySet<JobId> | null
  readonly registryDir: string
  readonly env: Environment
}

export class Deck implements DeckCommands {
  readonly store: StoreApi<DeckState>
  readonly #options: DeckOptions
  readonly #clock = new SecondClock()
  readonly #flush = new FlushTimer(() => this.#writeStore())
  readonly #index = new JobIndex(this.#clock.current().nowMs)
  readonly #outcomes = new Outcomes()
  readonly #profileEditor: ProfileEditor
  readonly #emitter: Emitter
  /** Every broker that was used in this run, by profile and address: switching back finds its jobs again. */
  readonly #feeds = new Map<string, BrokerFeed>()
  /** The broker in use, and the one whose jobs are shown: they differ until the one in use is connected. */
  #feed: BrokerFeed
  #shown: BrokerFeed
  readonly #wereShown = new Set<JobTable>()
  #records: ReadonlyMap<JobId, KnownRecord> = new Map()
  #registry: { close(): void } | null = null
  readonly #problems = new ProblemBoard((problem) => this.store.setState({ problem }))
  #acceptedThisSecond = 0

  constructor(options: DeckOptions) {
    this.#options = options
    this.#profileEditor = new ProfileEditor(options.profiles, options.env, (profiles) =>
      this.store.setState({ profiles }),
    )
    this.#feed = this.#feedOf(options.profile)
    this.#shown = this.#feed
    this.#enter(this.#shown)
    this.#emitter = new Emitter({
      registryDir: options.registryDir,
      env: options.env,
      feed: () => this.#feed,
      shown: () => this.#shown,
      isConnected: () => this.store.getState().connection.phase === 'connected',
      onOutcome: (job, tone, text) => {
        this.#outcomes.set(job, { tone, text, atMs: monotonicNow() })
        this.#flush.request()
      },
    })
    this.store = createStore<DeckState>(() => ({
      ...this.#clock.current(),
      broker: this.#feed.view,
      topicFilter: safeLine(eventsFilterOf(this.#feed.source.topicBase), 300),
      only: options.only,
      connection: { phase: 'connecting', attempt: 1 },
      leftOver: null,
      jobs: this.#index,
      jobsVersion: this.#index.version,
      eventsPerSec: 0,
      drops: this.#feed.drops.snapshot(),
      outcomes: new Map(),
      profiles: this.#profileEditor.views,
      problem: null,
      registryDir: safeLine(options.registryDir, 300),
    }))
  }

  start(): void {
    this.#clock.start((tick) => this.#onTick(tick))
    this.#problems.set('profiles', this.#options.profiles.problem())
    // The records come first: they say when a job's total clock began, and what its signatures are checked with.
    const first = Promise.withResolvers<void>()
    this.#registry = watchRegistry(this.#options.registryDir, (snapshot) => {
      this.#onRegistry(snapshot)
      first.resolve()
    })
    const { profile } = this.#options
    void first.promise.then(() => {
      if (this.#feed === this.#feeds.get(this.#feedKey(profile))) this.#feed.open()
    })
  }

  async close(): Promise<void> {
    this.#clock.stop()
    this.#flush.stop()
    this.#registry?.close()
    await Promise.all(Array.from(this.#feeds.values(), (feed) => feed.end()))
  }

  holdOrder(): void {
    this.#index.holdOrder(monotonicNow())
  }

  markSeen(key: JobKey): void {
    // As the screen has it: what came since has not been seen.
    const job = this.#index.get(key)
    if (job) this.#index.acknowledge(job, this.store.getState().nowMs)
    this.#flush.request()
  }

  reconnect(): void {
    this.#feed.reconnect()
  }

  async register(form: RegisterForm): Promise<Registration> {
    const { profiles, sourceOf, registryDir } = this.#options
    const result = await registerFromForm(form, {
      registryDir,
      topicBase: this.#feed.source.topicBase,
      profileOf: profiles.get,
      settingsOf: (profile) => sourceOf(profile).resolve(),
    })
    // It appears among the jobs that are shown, which may be left over from another broker.
    return result.ok ? { ok: true, job: jobKeyOf(this.#shown.source.broker, result.jobId) } : result
  }

  emit(request: EmitRequest): void {
    this.#emitter.emit(request)
  }

  tmuxSessions(): Promise<readonly string[]> {
    return listSessions()
  }

  checkProfiles(): void {
    this.#profileEditor.check()
  }

  switchBroker(profileName: string): void {
    const next = this.#feedNamed(profileName)
    if (next === null) return
    if (next === this.#feed) {
      this.reconnect()
      return
    }
    const isWritten = this.#feed.close()
    this.#feed = next
    this.#problems.set('connection', null)
    this.#handOutRecords(new Map(Array.from(this.#records, ([id, { source }]) => [id, source])))
    this.store.setState({
      broker: next.view,
      topicFilter: safeLine(eventsFilterOf(next.source.topicBase), 300),
      leftOver: next === this.#shown ? null : this.#shown.view.profile,
    })
    next.open(isWritten)
    this.#options.profiles
      .select(profileName)
      .then(() => this.#problems.set('profiles', null))
      .catch((error: unknown) => this.#problems.set('profiles', describeError(error)))
  }

  profileForm(profileName: string): ProfileForm | null {
    return this.#profileEditor.formOf(profileName)
  }

  saveProfile(form: ProfileForm, opened: ProfileForm | null): Promise<ProfileResult> {
    return this.#profileEditor.save(form, opened)
  }

  removeProfile(profileName: string): Promise<ProfileResult> {
    return this.#profileEditor.remove(profileName, this.#feed.source.profileName)
  }

  /** A profile that was edited leads to another feed. */
  #feedKey(profile: Profile): string {
    return JSON.stringify(profile)
  }

  #feedOf(profile: Profile): BrokerFeed {
    const key = this.#feedKey(profile)
    const feed = this.#feeds.get(key) ?? this.#newFeed(this.#options.sourceOf(profile))
    this.#feeds.set(key, feed)
    return feed
  }

  /** Null, and told as a problem, when there is no such profile any more. */
  #feedNamed(profileName: string): BrokerFeed | null {
    try {
      return this.#feedOf(this.#options.profiles.get(profileName))
    } catch (error) {
      this.#problems.set('profiles', describeError(error))
      return null
    }
  }

  #newFeed(source: BrokerSource): BrokerFeed {
    const { only } = this.#options
    const filters = only
      ? Array.from(only, (id) => eventsTopicOf(topicPrefixOf(source.topicBase, id)))
      : [eventsFilterOf(source.topicBase)]
    const feed: BrokerFeed = new BrokerFeed(source, new JobTable(source.broker, only), filters, {
      onChange: () => this.#flush.request(),
      onState: (state) => {
        if (feed === this.#feed) this.#onConnection(state)
      },
      onAccepted: () => {
        this.#acceptedThisSecond++
      },
      onRestored: () => this.#flush.request(),
      onProblem: (problem) => this.#problems.set('journal', problem),
      onWarning: (warning) => {
        if (feed === this.#feed) this.#problems.set('connection', warning)
      },
    })
    return feed
  }

  #onRegistry(snapshot: RegistrySnapshot): void {
    this.#handOutRecords(snapshot.records)
    this.#problems.set('registry', registryProblem(snapshot))
    this.#flush.request()
  }

  /** Gives the feed in use, and the one that is still shown, the records; listens where they say that events are. */
  #handOutRecords(records: RegistrySnapshot['records']): void {
    this.#records = tableRecords(records, this.#feed.source.topicBase, this.#records)
    for (const feed of new Set([this.#feed, this.#shown])) feed.table.setRecords(this.#records)
    this.#feed.subscribe(topicsElsewhere(this.#records, this.#feed.source.topicBase, this.#options.only))
  }

  #onConnection(connection: ConnectionState): void {
    this.store.setState({ connection, broker: this.#feed.view })
    if (connection.phase !== 'connected') return
    if (this.#shown !== this.#feed) {
      this.#leave(this.#shown)
      this.#shown = this.#feed
      this.#enter(this.#shown)
      this.store.setState({ leftOver: null })
      this.#flush.request()
    }
    this.#emitter.drain()
  }

  #enter({ table }: BrokerFeed): void {
    table.reportTo((change) => this.#index.note(change))
    const kept = this.#wereShown.has(table) ? 'retained' : 'restored'
    this.#wereShown.add(table)
    for (const job of table.jobs.values())
      this.#index.note({ key: job.key, before: null, after: job, cause: job.latest ? kept : 'record' })
  }

  #leave({ table }: BrokerFeed): void {
    table.reportTo(null)
    for (const job of table.jobs.values())
      this.#index.note({ key: job.key, before: job, after: null, cause: 'retained' })
  }

  #onTick(tick: Tick): void {
    const eventsPerSec = this.#acceptedThisSecond
    this.#acceptedThisSecond = 0
    this.#write({ ...tick, eventsPerSec })
  }

  #writeStore(): void {
    this.#write({ drops: this.#shown.drops.snapshot() })
    void this.#feed.flush()
  }

  #write(part: Partial<DeckState>): void {
    const state = this.store.getState()
    const { nowMs } = { ...state, ...part }
    this.#index.write(nowMs)
    const outcomes = this.#outcomes.at(nowMs)
    this.store.setState(changedFields(state, { ...part, outcomes, jobsVersion: this.#index.version }))
  }
}

// The composition of the deck: feeds bring jobs into the index, the writer puts them into the store, keys run commands.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { JobChange } from '../../domain/jobs/transition.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'
import { watchRegistry } from '../../io/registry/watch-registry.ts'
import { Emitter } from '../actions/emitter.ts'
import { ProfileEditor } from '../brokers/profile-editor.ts'
import { AgentPanes, type AgentPanesOptions } from './agent-panes.ts'
import { blankState } from './blank-state.ts'
import { commandsOf } from './commands.ts'
import type { DeckCommands } from './deck-commands.ts'
import type { DeckEnd } from './deck-end.ts'
import type { DeckState } from './deck-state.ts'
import { FeedSet, type FeedSetOptions } from './feed-set.ts'
import { JobIndex } from './job-index.ts'
import { Outcomes } from './outcomes.ts'
import { ProblemBoard, registryProblem } from './problem-board.ts'
import { Questions } from './questions.ts'
import { SecondClock } from './second-clock.ts'
import { StoreWriter, type StoreWriterOptions } from './store-writer.ts'
import type { WatchedEvent } from './watched-feed.ts'

export interface DeckOptions
  extends Pick<StoreWriterOptions, 'onWrite'>,
    Pick<FeedSetOptions, 'profile' | 'sourceOf' | 'only' | 'registryDir' | 'openLedger' | 'clock'>,
    Pick<AgentPanesOptions, 'sessions'> {
  readonly profiles: Profiles
  readonly env: Environment
}

export class Deck {
  readonly store: StoreApi<DeckState>
  readonly commands: DeckCommands
  readonly #options: DeckOptions
  readonly #index: JobIndex
  readonly #feeds: FeedSet
  readonly #writer: StoreWriter
  readonly #emitter: Emitter
  readonly #agents: AgentPanes
  readonly #outcomes = new Outcomes()
  readonly problems = new ProblemBoard((problem) => this.store.setState({ problem }))
  #registry: { close(): void } | null = null

  constructor(options: DeckOptions) {
    this.#options = options
    const { clock, env, registryDir, profiles } = options
    const seconds = new SecondClock(clock)
    const start = seconds.current()
    const index = new JobIndex(start.nowMs, ({ key, id }, flags) => feeds.feedOfJob(key).saveFlags(id, flags))
    this.#index = index
    const questions = new Questions({ registryDir, onChange: (open) => this.store.setState({ questions: open }) })
    const report = (change: JobChange) => {
      this.#writer.note(change)
      questions.note(change)
    }
    const feeds = new FeedSet({ ...options, report, onEvent: (event) => this.#onEvent(event) })
    this.#feeds = feeds
    const profileEditor = new ProfileEditor(profiles, env, (views) => this.store.setState({ profiles: views }))
    this.store = createStore<DeckState>(() => ({
      ...start,
      ...feeds.view(),
      ...feeds.listen(),
      only: options.only,
      ...blankState,
      jobs: index,
      jobsVersion: index.version,
      ...feeds.shown.logs(),
      outcomes: this.#outcomes.at(start.nowMs),
      profiles: profileEditor.views,
      registryDir,
    }))
    this.#writer = new StoreWriter({
      store: this.store,
      index,
      outcomes: this.#outcomes,
      clock,
      seconds,
      logs: () => feeds.shown.logs(),
      listen: () => feeds.listen(),
      onDoubt: () => feeds.inUse.ping(),
      hasCaughtUp: () => feeds.shown.hearing.hasCaughtUp,
      onWrite: options.onWrite,
    })
    this.#emitter = new Emitter({
      ...options,
      inUse: () => feeds.inUse,
      targetOf: (job) => feeds.feedOfJob(job),
      isConnected: () => this.store.getState().connection.phase === 'connected',
      onOutcome: (job, outcome) => {
        this.#outcomes.set(job, outcome)
        this.#writer.request('urgent')
      },
      onProblem: (problem) => this.problems.set('outbox', problem),
    })
    this.#agents = new AgentPanes({ ...options, store: this.store })
    const own = { store: this.store, writer: this.#writer, emitter: this.#emitter, agents: this.#agents }
    const boards = { outcomes: this.#outcomes, problems: this.problems }
    this.commands = commandsOf({ ...options, ...own, ...boards, index, feeds, profileEditor })
  }

  start(): void {
    const { registryDir, profiles, clock } = this.#options
    this.#writer.start()
    this.problems.set('profiles', profiles.problem())
    const onRegistry = (snapshot: RegistrySnapshot) => {
      this.#feeds.setRecords(snapshot.records)
      this.#agents.readRecords(snapshot)
      this.problems.set('registry', registryProblem(snapshot))
      this.#writer.request()
      // The records come first: they say when a job's total clock began, and which token its signatures are checked with.
      this.#feeds.open()
    }
    this.#registry = watchRegistry(registryDir, onRegistry, clock)
    this.#emitter.start()
  }

  async close(): Promise<DeckEnd> {
    this.#writer.stop()
    this.#agents.end()
    this.#registry?.close()
    const [queued, losses] = await Promise.all([this.#emitter.close(), this.#feeds.end()])
    return { losses, queued }
  }

  #onEvent(event: WatchedEvent): void {
    switch (event.kind) {
      case 'connection':
        this.store.setState({ connection: event.state, ...this.#feeds.view() })
        if (event.state.phase === 'connected') this.#emitter.drain()
        break
      case 'warning':
        this.problems.set('connection', event.text)
        break
      case 'ledger':
        this.problems.set('ledger', event.problem)
        break
      case 'restored':
        this.#index.restoreMarks(event.marks)
        break
      case 'message':
        if (event.outcome === 'accepted') this.#writer.countEvent()
    }
    this.#writer.request()
  }
}

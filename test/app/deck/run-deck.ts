// A deck that runs as `jobdeck` would run it, without a screen: with its own folders, brokers by name, and its store in view.
import { onTestFinished } from 'vitest'
import { sourceOf } from '../../../src/app/brokers/broker-source.ts'
import { EmbeddedHost } from '../../../src/app/brokers/embedded-host.ts'
import { Deck } from '../../../src/app/deck/deck.ts'
import type { DeckCommands } from '../../../src/app/deck/deck-commands.ts'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { profilesOf } from '../../../src/cli/context/open-profiles.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { brokerAt, type JobKey, jobKeyOf } from '../../../src/domain/jobs/job-key.ts'
import type { Clock } from '../../../src/io/clock/clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { openLedger } from '../../../src/io/ledger/open-ledger.ts'
import { newProfileFields, type Profile, type ProfileSecret } from '../../../src/io/profiles/profile.ts'
import type { Profiles } from '../../../src/io/profiles/profiles.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { capturedContext } from '../../support/captured-context.ts'
import { type Environment, temporaryFolder } from '../../support/jobdeck-home.ts'
import { waitFor } from '../../support/wait-for.ts'
import { jobsOf, stillOf } from './standing-jobs.ts'

/** A broker of a deck: its port, and a login where it wants one. */
export interface Place {
  readonly port: number
  readonly username?: string
  readonly password?: string
  /** A shell command that prints the password, instead of the password. */
  readonly passwordCommand?: string
  readonly topicBase?: string
}

export interface DeckSetup {
  /** Profiles by name; the first one is used. */
  readonly brokers: Readonly<Record<string, Place>>
  /** Folders of an earlier deck, for a restart. */
  readonly home?: string
  readonly env?: Environment
  readonly only?: readonly string[]
  readonly clock?: Clock
}

export interface RunningDeck {
  readonly commands: DeckCommands
  readonly home: string
  readonly registryDir: string
  readonly profiles: Profiles
  /** Every state that the store had since the start. */
  readonly writes: readonly DeckState[]
  state(): DeckState
  /** The key of the job with this id that is shown, or that the broker in use would bring. */
  key(id: string): JobKey
  job(id: string): Job | undefined
  /** The ids of all jobs, in the order of the deck. */
  ids(): readonly string[]
  /** Waits until the store holds what `check` wants; fails with the store's essence. */
  until<T>(check: (state: DeckState) => T, what: string): Promise<NonNullable<Exclude<T, false>>>
  connected(): Promise<unknown>
  /** Waits until a job has this many events in its history. */
  hasEvents(id: string, count: number): Promise<Job>
  close(): Promise<void>
}

function secretOf({ password, passwordCommand }: Omit<Place, 'port'>): ProfileSecret {
  if (passwordCommand) return { kind: 'command', command: passwordCommand }
  return password ? { kind: 'plain', text: password } : { kind: 'none' }
}

/** Starts a deck; it is closed when the test ends, if not before. */
export async function runDeck({
  brokers,
  home = temporaryFolder(),
  clock = systemClock,
  ...setup
}: DeckSetup): Promise<RunningDeck> {
  const env = { JOBDECK_STATE_DIR: `${home}/state`, ...setup.env }
  const { context } = capturedContext({ home, env })
  const profiles = profilesOf(context)
  for (const [name, { port, username, topicBase, ...login }] of Object.entries(brokers)) {
    await profiles.save(name, () => ({
      ...newProfileFields,
      host: '127.0.0.1',
      port,
      username: username ?? null,
      topicBase: topicBase ?? null,
      secret: secretOf(login),
    }))
  }
  const registryDir = `${home}/jobs`
  const embedded = new EmbeddedHost()
  const deck = new Deck({
    profile: profiles.get(Object.keys(brokers)[0] ?? 'embedded'),
    profiles,
    sourceOf: (profile: Profile) => sourceOf(profile, context, embedded),
    only: setup.only ? new Set(setup.only.map(jobIdOf)) : null,
    registryDir,
    openLedger,
    env: context.env,
    clock,
    sessions: null,
  })
  const writes: DeckState[] = []
  deck.store.subscribe((state) => writes.push({ ...state, jobs: stillOf(state.jobs) }))
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= deck.close().then(() => embedded.close())
    return closing
  }
  onTestFinished(close)
  deck.start()

  const state = () => deck.store.getState()
  const key = (id: string) => {
    const { jobs, broker } = state()
    return jobsOf(jobs).find((job) => job.id === id)?.key ?? jobKeyOf(brokerAt(broker.url), jobIdOf(id))
  }
  const job = (id: string) => state().jobs.get(key(id))
  const until: RunningDeck['until'] = async (check, what) => {
    try {
      return await waitFor(() => check(state()), { what })
    } catch (error) {
      const { connection, problem, jobs, drops, outcomes } = state()
      const essence = { connection, problem, jobs: jobsOf(jobs), drops, outcomes: [...outcomes] }
      throw new Error(`${String(error)}\n${JSON.stringify(essence).slice(0, 4000)}`)
    }
  }
  return {
    commands: deck.commands,
    home,
    registryDir,
    profiles,
    writes,
    state,
    key,
    job,
    ids: () => jobsOf(state().jobs).map(({ id }) => id),
    until,
    connected: () => until(({ connection }) => connection.phase === 'connected', 'the connection'),
    hasEvents: (id, count) =>
      until(() => {
        // As its pane does.
        deck.commands.showHistory(key(id))
        return (job(id)?.history.length ?? 0) >= count ? job(id) : null
      }, `${count} events of ${id}`),
    close,
  }
}

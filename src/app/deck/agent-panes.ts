// What the deck shows of tmux: whether the sessions of its jobs are still there, and the pane of the job that is looked at.
import { isDeepStrictEqual } from 'node:util'
import type { StoreApi } from 'zustand/vanilla'
import type { Job } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'
import { type AgentPlace, findAgentPane, sessionNameOf } from '../../io/tmux/agent-pane.ts'
import { isServerRunning } from '../../io/tmux/is-server-running.ts'
import { PanePreview, previewName } from '../tmux/pane-preview.ts'
import type { SessionWatch, TmuxView } from '../tmux/session-watch.ts'
import type { DeckState } from './deck-state.ts'

export interface AgentPanesOptions {
  readonly store: StoreApi<DeckState>
  /** Null where the agents have no sessions, as in a demo. */
  readonly sessions: SessionWatch | null
  readonly clock: Clock
}

export class AgentPanes {
  readonly #store: StoreApi<DeckState>
  readonly #sessions: SessionWatch | null
  readonly #preview: PanePreview
  /** What records name as their servers. */
  #servers: ReadonlySet<unknown> = new Set()
  #previewed: JobKey | null = null

  constructor({ store, sessions, clock }: AgentPanesOptions) {
    this.#store = store
    this.#sessions = sessions
    this.#preview = new PanePreview({
      clock,
      client: () => sessions?.client ?? null,
      onShown: (shown) => {
        const job = this.#previewed
        store.setState({ preview: shown && job !== null ? { job, ...shown } : null })
      },
    })
    sessions?.listen({
      onView: (tmux) => {
        store.setState({ tmux, otherTmuxServers: this.#otherServers(tmux) })
        this.#follow()
      },
      onConnected: () => this.#preview.begin(),
      onSubscription: (name) => {
        if (name === previewName) this.#preview.change()
      },
    })
  }

  /** tmux is asked once a job has a session there. */
  readRecords({ records }: RegistrySnapshot): void {
    const inTmux = [...records.values()].filter(({ agent_session }) => sessionNameOf(agent_session) !== null)
    this.#servers = new Set(inTmux.map(({ tmux_server }) => tmux_server))
    if (this.#servers.size > 0) this.#sessions?.start()
    const { tmux, otherTmuxServers } = this.#store.getState()
    const others = this.#otherServers(tmux)
    // Records change often, servers hardly ever.
    if (!isDeepStrictEqual(others, otherTmuxServers)) this.#store.setState({ otherTmuxServers: others })
  }

  /** Shows the pane of this job's agent from now on; null for none. */
  readonly preview = (job: JobKey | null): void => {
    if (job !== this.#previewed) this.#preview.show(null)
    this.#previewed = job
    this.#follow()
  }

  end(): void {
    this.#preview.stop()
    this.#sessions?.end()
  }

  #otherServers({ panes: [first] }: TmuxView): ReadonlySet<number> {
    const others = [...this.#servers].filter((server) => typeof server === 'number' && server !== first?.server)
    return new Set(others.map(Number).filter(isServerRunning))
  }

  #follow(): void {
    const { jobs, tmux } = this.#store.getState()
    const job = this.#previewed === null ? undefined : jobs.get(this.#previewed)
    const found = findAgentPane(placeOf(job), tmux.phase === 'known' ? tmux.panes : [])
    this.#preview.show(found.kind === 'pane' ? found.pane : null)
  }
}

/** Where the agent of a job works, by the job's record. */
export function placeOf(job: Job | undefined): AgentPlace {
  return { session: job?.record?.session ?? null, pane: job?.record?.pane ?? null }
}

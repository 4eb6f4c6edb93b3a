// Keeps one control connection to tmux and knows through it which panes there are. Nothing is polled: tmux reports each change. A
// tmux that hangs, ends or comes back is noticed and connected to again; without tmux nothing happens.
import { isDeepStrictEqual } from 'node:util'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import { ControlClient } from '../../io/tmux/control-client.ts'
import { findHost, type HostCandidate, hostFormat, parseHosts } from '../../io/tmux/host-session.ts'
import { paneFormat, parsePanes, type TmuxPane } from '../../io/tmux/panes.ts'
import { TmuxFailure } from '../../io/tmux/run-tmux.ts'

export interface TmuxView {
  /** `unknown`: tmux is not installed, too old, or has not been asked. `silent`: it does not answer. */
  readonly phase: 'unknown' | 'known' | 'silent'
  /** Of every session; empty when no server is running. */
  readonly panes: readonly TmuxPane[]
}

export const unknownTmux: TmuxView = { phase: 'unknown', panes: [] }

export interface SessionWatchOptions {
  readonly clock: Clock
  /** The session that jobdeck runs in, such as `$1`; null outside tmux. */
  readonly own: string | null
}

export interface WatchListener {
  readonly onView: (view: TmuxView) => void
  /** The connection is there, and what is to be shown has to be asked for. */
  readonly onConnected: () => void
  /** A subscription's value has changed. */
  readonly onSubscription: (name: string) => void
}

const retryMs = [0, 1_000, 2_000, 4_000, 8_000, 15_000] as const
/** tmux before 3.2 does not know what this asks for. */
const maxRefusals = 3
/** Changes come in groups. */
const settleMs = 50
/** Changes when a pane comes, goes, or becomes the one that its session shows. */
const everyPane = '#{S:#{session_id}#{W:#{?window_active,*,}#{P:#{pane_id}#{?pane_active,*,}}}}'
const changes = /^%(?:sessions-changed|session-renamed|(?:unlinked-)?window-(?:add|close)|subscription-changed panes)\b/

export class SessionWatch {
  readonly #options: SessionWatchOptions
  #listener: WatchListener | null = null
  #client: ControlClient | null = null
  #host: HostCandidate | null = null
  #attempt = 0
  /** How often in a row a connection has ended before tmux understood a word. */
  #refusals = 0
  #cancelRetry: Cancel | null = null
  #cancelRefresh: Cancel | null = null
  #state: 'idle' | 'running' | 'ended' = 'idle'
  #view = unknownTmux
  /** What the view was read from. */
  #lines: readonly string[] = []
  /** The status line's text; null before there is any. */
  #status: string | null = null

  constructor(options: SessionWatchOptions) {
    this.#options = options
  }

  /** Sends what is learned to the listener from now on. */
  listen(listener: WatchListener): void {
    this.#listener = listener
  }

  /** Connects, unless that was done before. */
  start(): void {
    if (this.#state !== 'idle') return
    this.#state = 'running'
    void this.#connect()
  }

  end(): void {
    this.#state = 'ended'
    this.#cancelRetry?.()
    this.#cancelRefresh?.()
    this.#client?.close()
  }

  /** The connection; null while there is none. */
  get client(): ControlClient | null {
    return this.#client
  }

  /** Whether the pane of jobdeck does not hear that it has lost the focus, because the connection seems to look at it. */
  get hidesFocus(): boolean {
    const host = this.#client && this.#host
    return host?.id === this.#options.own && host?.reportsFocus === true
  }

  /** Sets the option `@jobdeck`, now or when the connection is there. The text holds neither quotes nor line breaks. */
  async setStatus(text: string): Promise<void> {
    this.#status = text
    this.start()
    await this.#client?.run(`set-option -g @jobdeck '${text}'`).catch(() => undefined)
  }

  async #connect(): Promise<void> {
    try {
      const host = await findHost(this.#options.own)
      if (this.#state === 'ended') return
      if (host === null) this.#retry()
      else await this.#attach(host)
    } catch (error) {
      if (!(error instanceof TmuxFailure)) throw error
      if (error.kind === 'silent') this.#publish({ ...this.#view, phase: 'silent' })
      if (error.kind === 'no-server') this.#publish({ phase: 'known', panes: [] })
      if (error.kind !== 'absent') this.#retry()
    }
  }

  async #attach(host: HostCandidate): Promise<void> {
    if (this.#refusals === maxRefusals) return
    this.#refusals++
    this.#host = host
    const client = new ControlClient({
      session: host.id,
      clock: this.#options.clock,
      onNotice: (notice) => this.#note(notice),
      onEnd: (why) => {
        if (why === 'silent') this.#publish({ ...this.#view, phase: 'silent' })
        this.#retry()
      },
    })
    this.#client = client
    await this.#read(client)
    await client.run(`refresh-client -B 'panes::${everyPane}'`)
    this.#attempt = 0
    this.#refusals = 0
    this.#listener?.onConnected()
    if (this.#status !== null) await this.setStatus(this.#status)
  }

  #retry(): void {
    this.#client?.close()
    this.#client = null
    if (this.#state === 'ended' || this.#cancelRetry) return
    const delayMs = retryMs[Math.min(this.#attempt++, retryMs.length - 1)] ?? 0
    this.#cancelRetry = this.#options.clock.after(delayMs, () => {
      this.#cancelRetry = null
      void this.#connect()
    })
  }

  #note(notice: string): void {
    const [, name] = /^%subscription-changed (\S+)/.exec(notice) ?? []
    if (name !== undefined && name !== 'panes') this.#listener?.onSubscription(name)
    if (changes.test(notice)) this.#refreshSoon()
    if (notice.startsWith('%client-detached')) void this.#leaveAlone()
  }

  #refreshSoon(): void {
    this.#cancelRefresh ??= this.#options.clock.after(settleMs, () => {
      this.#cancelRefresh = null
      if (this.#client) this.#read(this.#client).catch(() => this.#retry())
    })
  }

  async #read(client: ControlClient): Promise<void> {
    const lines = await client.run(`list-panes -a -F '${paneFormat}'`)
    const isNews = this.#view.phase !== 'known' || !isDeepStrictEqual(lines, this.#lines)
    this.#lines = lines
    if (client === this.#client && isNews) this.#publish({ phase: 'known', panes: parsePanes(lines) })
  }

  /** A session that ends with its last client must not be kept by this one. */
  async #leaveAlone(): Promise<void> {
    const lines = await this.#client?.run(`list-sessions -F '${hostFormat}'`).catch(() => [])
    const host = parseHosts(lines ?? []).find(({ id }) => id === this.#host?.id)
    if (host?.isPassing && host.clients <= 1) this.#retry()
  }

  #publish(view: TmuxView): void {
    this.#view = view
    if (view.panes.length === 0) this.#lines = []
    this.#listener?.onView(view)
  }
}

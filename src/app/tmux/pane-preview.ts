// What a pane shows, while somebody looks at it: read once, and again whenever tmux says that its program has written something.
import { isDeepStrictEqual } from 'node:util'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import type { ControlClient } from '../../io/tmux/control-client.ts'
import { type TmuxPane, targetOf } from '../../io/tmux/panes.ts'

export interface ShownPane {
  readonly pane: TmuxPane
  /** As they are on its screen: hostile until a view makes them safe. */
  readonly lines: readonly string[]
}

export interface PanePreviewOptions {
  readonly clock: Clock
  /** The connection; null while there is none. */
  readonly client: () => ControlClient | null
  readonly onShown: (shown: ShownPane | null) => void
}

/** The subscription's name. */
export const previewName = 'preview'
/** tmux reports a change once a second and by the second: what was written right after the report comes without another. */
const afterMs = 1_100

export class PanePreview {
  readonly #options: PanePreviewOptions
  #pane: TmuxPane | null = null
  #lines: readonly string[] | null = null
  #cancelLast: Cancel | null = null

  constructor(options: PanePreviewOptions) {
    this.#options = options
  }

  /** Shows this pane from now on; null shows none. */
  show(pane: TmuxPane | null): void {
    if (pane?.id === this.#pane?.id && pane?.sessionId === this.#pane?.sessionId) return
    this.#pane = pane
    this.#lines = null
    this.#options.onShown(null)
    this.begin()
  }

  /** Asks for the pane, also after the connection was lost. */
  begin(): void {
    this.#cancelLast?.()
    this.#cancelLast = null
    const what = this.#pane ? `${previewName}::${writtenIn(this.#pane)}` : previewName
    void this.#options
      .client()
      ?.run(`refresh-client -B '${what}'`)
      .catch(() => undefined)
    if (this.#pane) void this.#read(this.#pane)
  }

  /** Its program has written something. */
  change(): void {
    const pane = this.#pane
    if (!pane) return
    void this.#read(pane)
    this.#cancelLast?.()
    this.#cancelLast = this.#options.clock.after(afterMs, () => void this.#read(pane))
  }

  stop(): void {
    this.#pane = null
    this.#cancelLast?.()
  }

  async #read(pane: TmuxPane): Promise<void> {
    const lines = await this.#options
      .client()
      ?.run(`capture-pane -p -t '${targetOf(pane)}'`)
      .catch(() => null)
    if (!lines || pane !== this.#pane || isDeepStrictEqual(lines, this.#lines)) return
    this.#lines = lines
    this.#options.onShown({ pane, lines })
  }
}

/** A format whose value changes when the program of the pane writes. */
function writtenIn({ sessionId, windowId, id }: TmuxPane): string {
  const inPane = `#{?#{==:#{pane_id},${id}},#{history_size} #{cursor_x} #{cursor_y} #{pane_in_mode},}`
  const inWindow = `#{?#{==:#{window_id},${windowId}},#{window_activity}#{P:${inPane}},}`
  return `#{S:#{?#{==:#{session_id},${sessionId}},#{W:${inWindow}},}}`
}

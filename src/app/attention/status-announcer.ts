// Keeps the window's title and the tmux option `@jobdeck` up to date: set when they change, at most once a second.
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import { type DeckSummary, statusText, titleText } from './summary-texts.ts'

export interface StatusAnnouncerOptions {
  readonly clock: Clock
  readonly setTitle: (title: string) => void
  /** Resolves when the option is set. */
  readonly setStatus: (status: string) => Promise<void>
}

const leastMs = 1_000

export class StatusAnnouncer {
  readonly #options: StatusAnnouncerOptions
  #title = ''
  #status = ''
  #shown: string | null = null
  #cancel: Cancel | null = null
  #isStopped = false
  #isSet: Promise<void> = Promise.resolve()

  constructor(options: StatusAnnouncerOptions) {
    this.#options = options
  }

  update(summary: DeckSummary): void {
    const title = titleText(summary)
    if (title !== this.#title) this.#options.setTitle(title)
    this.#title = title
    this.#status = statusText(summary)
    if (!this.#cancel) this.#show()
  }

  /** Resolves when the option is not being set any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancel?.()
    await this.#isSet
  }

  #show(): void {
    if (this.#isStopped || this.#status === this.#shown) return
    const { clock, setStatus } = this.#options
    this.#shown = this.#status
    this.#isSet = setStatus(this.#status)
    this.#cancel = clock.after(leastMs, () => {
      this.#cancel = null
      this.#show()
    })
  }
}

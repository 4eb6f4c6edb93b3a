// The questions of agents on this machine that can be answered from the deck: read from the registry directory whenever a job's
// request has changed. The file is there before the event that announces it, and gone with the one that answers it.
import type { AskFile } from '../../domain/agents/ask-file.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { JobChange } from '../../domain/jobs/transition.ts'
import { openAsks } from '../../io/agents/questions.ts'

export interface QuestionsOptions {
  readonly registryDir: string
  readonly onChange: (questions: ReadonlyMap<JobKey, AskFile>) => void
}

export class Questions {
  readonly #options: QuestionsOptions
  #open: ReadonlyMap<JobKey, AskFile> = new Map()

  constructor(options: QuestionsOptions) {
    this.#options = options
  }

  /** Costs nothing while a job asks nothing. */
  note({ key, before, after }: Pick<JobChange, 'key' | 'before' | 'after'>): void {
    if (after?.request === before?.request && after?.record === before?.record) return
    const ask = after?.request && after.record ? openAsks(this.#options.registryDir, after.id).at(-1) : undefined
    if (ask?.requestId === this.#open.get(key)?.requestId) return
    const open = new Map(this.#open)
    if (ask) open.set(key, ask)
    else open.delete(key)
    this.#open = open
    this.#options.onChange(open)
  }
}

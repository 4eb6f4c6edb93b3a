// Current problems by the part that reports them. The screen has room for one; a part removes its problem when it is fixed.
import { describeError, type JobdeckError } from '../../domain/failure.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'

type ProblemOwner = 'registry' | 'ledger' | 'outbox' | 'profiles' | 'connection' | 'attention' | 'tmux'

export class ProblemBoard {
  readonly #problems = new Map<ProblemOwner, string>()
  readonly #onChange: (shown: string | null) => void
  #shown: string | null = null

  /** `onChange` gets the problem to show, which is the oldest one, whenever that changes. */
  constructor(onChange: (shown: string | null) => void) {
    this.#onChange = onChange
  }

  /** Null removes the owner's problem. */
  set(owner: ProblemOwner, problem: string | JobdeckError | null): void {
    if (problem === null) this.#problems.delete(owner)
    else this.#problems.set(owner, typeof problem === 'string' ? problem : describeError(problem))
    const [first = null] = this.#problems.values()
    if (first === this.#shown) return
    this.#shown = first
    this.#onChange(first)
  }
}

/** The registry's first problem and how many more there are; null when every file can be used. */
export function registryProblem({ problems }: RegistrySnapshot): string | null {
  const [first, ...more] = problems
  if (!first) return null
  return `registry: ${first.file}: ${first.explanation}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
}

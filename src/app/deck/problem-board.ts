// What is wrong, by who found it: the screen has room for one problem, and each goes when its owner says that it is mended.
import { describeError, type JobdeckError } from '../../domain/failure.ts'
import { type SafeText, safeLine } from '../../domain/text/safe-text.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'

type ProblemOwner = 'registry' | 'journal' | 'profiles' | 'connection'

export class ProblemBoard {
  readonly #problems = new Map<ProblemOwner, SafeText>()
  readonly #onChange: (shown: SafeText | null) => void
  #shown: SafeText | null = null

  /** `onChange` gets the problem to show, the one that has stood longest, only when it is another one. */
  constructor(onChange: (shown: SafeText | null) => void) {
    this.#onChange = onChange
  }

  /** Null takes the owner's problem away. */
  set(owner: ProblemOwner, problem: string | JobdeckError | null): void {
    if (problem === null) this.#problems.delete(owner)
    else this.#problems.set(owner, safeLine(typeof problem === 'string' ? problem : describeError(problem), 300))
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

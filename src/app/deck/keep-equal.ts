// Keeps the old value where a new one says the same, so that selectors see no change and nothing is drawn for it.
import { isDeepStrictEqual } from 'node:util'

/** The patch without the fields that equal those of `state`. Maps are compared by identity: they are new when they changed. */
export function keepEqual<State extends object, Patch extends Partial<State>>(
  state: State,
  patch: Patch,
): Partial<State> {
  const changed = Object.entries(patch).filter(([key, value]) => {
    const before = state[key as keyof State]
    return value instanceof Map ? value !== before : !isDeepStrictEqual(value, before)
  })
  return Object.fromEntries(changed) as Partial<State>
}

// A write of the store names only what has changed.

/** The fields of the patch whose value differs from that in `state`. */
export function changedFields<State extends object>(state: State, patch: Partial<State>): Partial<State> {
  const changed = Object.entries(patch).filter(([key, value]) => !Object.is(value, state[key as keyof State]))
  return Object.fromEntries(changed) as Partial<State>
}

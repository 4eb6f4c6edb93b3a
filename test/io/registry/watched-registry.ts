// A registry that is watched until the test ends, from its first update on.
import { onTestFinished } from 'vitest'
import type { RegistrySnapshot } from '../../../src/io/registry/record-cache.ts'
import { watchRegistry } from '../../../src/io/registry/watch-registry.ts'
import { waitFor } from '../../support/wait-for.ts'

export async function watched(dir: string) {
  const updates: RegistrySnapshot[] = []
  const watch = watchRegistry(dir, (snapshot) => updates.push(snapshot))
  onTestFinished(() => watch.close())
  await waitFor(() => updates.length > 0, { what: 'the first update' })
  const last = () => updates.at(-1) ?? { records: new Map(), problems: [] }
  return { updates, last, watch }
}

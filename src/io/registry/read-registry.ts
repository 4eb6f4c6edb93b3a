// The whole registry directory once, for the commands that list it.
import { RecordCache, type RegistrySnapshot } from './record-cache.ts'

/** Reads a registry directory. A missing one is an empty registry; what cannot be used is a value. Never throws. */
export async function readRegistry(dir: string): Promise<RegistrySnapshot> {
  const cache = new RecordCache(dir)
  await cache.refreshAll()
  return cache.snapshot()
}

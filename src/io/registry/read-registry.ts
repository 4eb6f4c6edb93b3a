// Reads the whole registry directory once, for commands that list it.
import { RecordCache, type RegistrySnapshot } from './record-cache.ts'

/** Reads a registry directory. A missing one is an empty registry; unusable files are in the result. Never throws. */
export async function readRegistry(dir: string): Promise<RegistrySnapshot> {
  const cache = new RecordCache(dir)
  await cache.refreshAll()
  return cache.snapshot()
}

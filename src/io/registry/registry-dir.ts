// Finds the registry (CLI.md): an explicit choice, else the newer directory if it exists, else the older one.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

/**
 * The registry directory as an absolute path; it need not exist. `explicit` is `--registry-dir` or
 * `JOBDECK_REGISTRY_DIR`, empty or undefined if neither is given; `cwd` is the working directory.
 */
export async function registryDir(explicit: string | undefined, cwd: string): Promise<string> {
  if (explicit) return resolve(cwd, explicit)
  const newer = resolve(cwd, '.mam/jobs')
  const found = await stat(newer).catch(() => null)
  return found?.isDirectory() ? newer : resolve(cwd, '.hermes/jobs')
}

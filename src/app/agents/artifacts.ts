// Which of a job's artifacts are missing.
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Paths are relative to the project, two levels above its registry (`.mam/jobs`). */
export async function missingArtifacts(registryDir: string, artifacts: readonly string[]): Promise<readonly string[]> {
  const project = dirname(dirname(registryDir))
  const found = await Promise.all(artifacts.map((path) => stat(resolve(project, path)).then(Boolean, () => false)))
  return artifacts.filter((_path, index) => !found[index])
}

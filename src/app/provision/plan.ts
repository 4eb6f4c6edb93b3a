// What `broker init` is going to do: everything is planned before anything is written.
import type { NewFile } from './project-files.ts'

export interface Plan {
  readonly make: readonly NewFile[]
  /** Paths of files that exist and stay as they are. */
  readonly kept: readonly string[]
  /** What the user should know or do. */
  readonly notes: readonly string[]
}

/** Mosquitto's user in the container must be able to read these; the directory around them is closed instead (certs/README.md). */
export const readableMode = 0o644
export const secretMode = 0o600

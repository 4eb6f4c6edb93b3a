// What every command gets: the environment as it was at the start, the global options, the streams.
import type { Readable, Writable } from 'node:stream'

export type Environment = Readonly<Record<string, string | undefined>>

export interface CliContext {
  /** The process's environment, with `--env-file` below it. */
  readonly env: Environment
  readonly cwd: string
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** `--profile` or `JOBDECK_PROFILE`; null lets the profiles decide (CLI.md). */
  readonly profileName: string | null
  /** `--registry-dir` or `JOBDECK_REGISTRY_DIR`; null lets the registry decide. */
  readonly registryDir: string | null
  /** `--topic-base` or `JOBDECK_TOPIC_BASE`; null lets the profile decide, else `defaultTopicBase`. */
  readonly topicBase: string | null
}

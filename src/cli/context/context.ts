// What every command gets: the environment as it was at the start, the global options, the streams.
import { readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { parseEnv } from 'node:util'
import { JobdeckError } from '../../domain/failure.ts'
import { isTopicBase } from '../../domain/protocol/topics.ts'

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

/** The global options as commander hands them over. */
export interface GlobalOptions {
  readonly profile?: string
  readonly registryDir?: string
  readonly topicBase?: string
  readonly envFile?: string
}

/**
 * Builds the context. Reads `--env-file` first; throws JobdeckError `config` when it cannot and for a bad variable, `usage`
 * for a bad option.
 */
export function readContext(options: GlobalOptions, host: NodeJS.Process): CliContext {
  const env: Environment = { ...readEnvFile(options.envFile), ...host.env }
  // A script's variable that is not set must not choose another registry than the one that was meant.
  if (options.registryDir === '')
    throw new JobdeckError('usage', '--registry-dir is empty', 'name a directory, or leave the option out')
  return {
    env,
    cwd: workingDirectory(host),
    stdin: host.stdin,
    stdout: host.stdout,
    stderr: host.stderr,
    profileName: options.profile ?? (env.JOBDECK_PROFILE || null),
    registryDir: options.registryDir ?? (env.JOBDECK_REGISTRY_DIR || null),
    topicBase: topicBaseFrom(options, env),
  }
}

function workingDirectory(host: NodeJS.Process): string {
  try {
    return host.cwd()
  } catch {
    throw new JobdeckError('io', 'the working directory does not exist any more', 'change to another one')
  }
}

function topicBaseFrom(options: GlobalOptions, env: Environment): string | null {
  const topicBase = options.topicBase ?? (env.JOBDECK_TOPIC_BASE || null)
  if (topicBase === null || isTopicBase(topicBase)) return topicBase
  const isOption = options.topicBase !== undefined
  throw new JobdeckError(
    isOption ? 'usage' : 'config',
    'the topic base is not usable',
    `leave out +, # and empty levels in ${isOption ? '--topic-base' : 'JOBDECK_TOPIC_BASE'}`,
  )
}

function readEnvFile(path: string | undefined): Environment {
  if (path === undefined) return {}
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new JobdeckError('config', `cannot read the environment file: ${reason}`, 'correct --env-file')
  }
}

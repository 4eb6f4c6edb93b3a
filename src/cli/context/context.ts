// What every command is given: the environment at the start, the global options, the streams, the clock.
import { readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { parseEnv } from 'node:util'
import { JobdeckError } from '../../domain/failure.ts'
import { isTopicBase } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { systemClock } from '../../io/clock/system-clock.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { Hangup } from '../signals.ts'
import { stateDir } from './state-dir.ts'

export interface CliContext {
  /** The process's environment, which takes precedence over `--env-file`. */
  readonly env: Environment
  readonly cwd: string
  /** The program that is running, to start another process of it. */
  readonly script: string
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly clock: Clock
  /** Where jobdeck keeps the ledger; it need not exist. */
  readonly stateDir: string
  /** `--profile` or `JOBDECK_PROFILE`; null lets the profiles decide (CLI.md). */
  readonly profileName: string | null
  /** `--registry-dir` or `JOBDECK_REGISTRY_DIR`; null lets the registry decide. */
  readonly registryDir: string | null
  /** `--topic-base` or `JOBDECK_TOPIC_BASE`; null lets the profile decide, else `defaultTopicBase`. */
  readonly topicBase: string | null
  readonly hangup: Hangup
  /** `--ascii` draws no other glyphs. */
  readonly glyphs: 'unicode' | 'ascii'
}

/** The global options as commander parses them. */
export interface GlobalOptions {
  readonly profile?: string
  readonly registryDir?: string
  readonly topicBase?: string
  readonly envFile?: string
  /** False with `--no-color`. */
  readonly color?: boolean
  readonly ascii?: true
}

/**
 * Builds the context. Reads `--env-file` first. Throws JobdeckError: `config` when the file cannot be read and for a bad
 * variable, `usage` for a bad option.
 */
export function readContext(options: GlobalOptions, host: NodeJS.Process): CliContext {
  const noColour = options.color === false ? { NO_COLOR: '1' } : {}
  const env: Environment = { ...readEnvFile(options.envFile), ...host.env, ...noColour }
  // A variable that a script forgot to set must not silently select another registry.
  if (options.registryDir === '')
    throw new JobdeckError('usage', '--registry-dir is empty', 'name a directory, or omit the option')
  return {
    env,
    cwd: workingDirectory(host),
    script: host.argv[1] ?? '',
    stdin: host.stdin,
    stdout: host.stdout,
    stderr: host.stderr,
    clock: systemClock,
    stateDir: stateDir(env),
    profileName: options.profile ?? (env.JOBDECK_PROFILE || null),
    registryDir: options.registryDir ?? (env.JOBDECK_REGISTRY_DIR || null),
    topicBase: topicBaseFrom(options, env),
    glyphs: options.ascii ? 'ascii' : 'unicode',
    // Set by the launcher.
    hangup: host.env.JOBDECK_HANGUP === 'ignored' ? 'ignored' : 'ends',
  }
}

function workingDirectory(host: NodeJS.Process): string {
  try {
    return host.cwd()
  } catch {
    throw new JobdeckError('io', 'the working directory no longer exists', 'change to another one')
  }
}

function topicBaseFrom(options: GlobalOptions, env: Environment): string | null {
  const topicBase = options.topicBase ?? (env.JOBDECK_TOPIC_BASE || null)
  if (topicBase === null || isTopicBase(topicBase)) return topicBase
  const isOption = options.topicBase !== undefined
  throw new JobdeckError(
    isOption ? 'usage' : 'config',
    'the topic base is not valid',
    `leave out +, # and empty levels in ${isOption ? '--topic-base' : 'JOBDECK_TOPIC_BASE'}`,
  )
}

function readEnvFile(path: string | undefined): Environment {
  if (path === undefined) return {}
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new JobdeckError('config', `cannot read the environment file: ${reason}`, 'check --env-file')
  }
}

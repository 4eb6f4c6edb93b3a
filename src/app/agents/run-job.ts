// Delegates a job in one step: registers it and starts its agent, which reports by itself (AGENTS.md).
import { existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { DoneWhen } from '../../domain/agents/agent-session.ts'
import { type Launch, launchOf } from '../../domain/agents/launch.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { defaultTimeoutSec } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { uniqueName, writePrivate } from '../../io/agents/private-file.ts'
import { ioError } from '../../io/files/io-error.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { type JobToRegister, type RegisterOptions, register } from '../actions/register.ts'
import { type LaunchFile, runFilePath, writeLaunch } from './launch-file.ts'

export interface JobToRun extends Omit<JobToRegister, 'agentSession' | 'prompt'> {
  /** Null for an agent that the user talks to. */
  readonly prompt: string | null
  /** What to run instead of the agent's own program; empty for that. */
  readonly command: readonly string[]
  /** Null for what suits the agent. */
  readonly doneWhen: DoneWhen | null
  /** Such as `tmux:claude`; null when it runs in this terminal. */
  readonly agentSession: string | null
}

export interface RunMeans extends RegisterOptions {
  readonly stateDir: string
  readonly env: Environment
  readonly cwd: string
  /** The command line that a hook calls, for a shell. */
  readonly hookCommand: string
}

export interface PreparedRun {
  readonly jobId: JobId
  /** What the wrapper needs to know (`takeLaunch`). */
  readonly launchPath: string
}

/** Paths of certificates, which a record does not have: they are not secret. */
const certificateVariables = ['MQTT_CA_CERTS', 'MQTT_CERTFILE', 'MQTT_KEYFILE']

/**
 * Registers the job and prepares its start. Throws JobdeckError: `usage` when it is not known what to start, `config` when its
 * program is not installed, `io` when the files of the run cannot be written, and as `register`.
 */
export async function prepareRun(job: JobToRun, means: RunMeans): Promise<PreparedRun> {
  const { agent, prompt, command } = job
  const { registryDir, stateDir, env, hookCommand } = means
  const run = uniqueName()
  const settingsFile = runFilePath(stateDir, run, 'settings')
  const launch = launchOf({ agent, prompt, command, hookCommand, settingsFile })
  if (!launch)
    throw new JobdeckError(
      'usage',
      `jobdeck does not know how to start "${safeLine(agent, 40)}"`,
      'give its command behind --',
    )
  if (!isInstalled(launch.program, env, means.cwd))
    throw new JobdeckError(
      'config',
      `${safeLine(launch.program, 80)} is not installed`,
      'install it, or check the PATH',
    )
  const jobId = await register(
    {
      ...job,
      // What reports only its exit is silent until then.
      idleTimeoutSec:
        job.idleTimeoutSec ?? (launch.reporting === 'exit' ? (job.timeoutSec ?? defaultTimeoutSec) : null),
      prompt: prompt ?? [launch.program, ...command.slice(1)].join(' '),
      ownFields: { done_when: job.doneWhen ?? doneWhenFor(launch) },
    },
    means,
  )
  const launchPath = runFilePath(stateDir, run, 'launch')
  const { settings, ...started } = launch
  const file: LaunchFile = {
    ...{ jobId, registryDir, stateDir, agent, ...started },
    env: environmentOf(jobId, means),
    leftovers: settings === null ? [] : [settingsFile],
  }
  try {
    if (settings !== null) writePrivate(settingsFile, settings)
    writeLaunch(launchPath, file)
  } catch (error) {
    throw ioError('write', launchPath, error)
  }
  return { jobId, launchPath }
}

/** A program that ends by itself is done then; one that a person talks to, when that person says so or it exits. */
function doneWhenFor({ reporting }: Launch): DoneWhen {
  return reporting === 'own-hooks' || reporting === 'installed-hooks' ? 'manual' : 'exit'
}

function environmentOf(jobId: JobId, { registryDir, stateDir, env }: RunMeans): Readonly<Record<string, string>> {
  const certificates = certificateVariables.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))
  return {
    JOBDECK_JOB_ID: jobId,
    JOBDECK_REGISTRY_DIR: registryDir,
    JOBDECK_STATE_DIR: stateDir,
    ...Object.fromEntries(certificates),
  }
}

function isInstalled(program: string, env: Environment, cwd: string): boolean {
  const isFile = (path: string) => existsSync(path) && statSync(path).isFile()
  if (program.includes('/')) return isFile(join(program.startsWith('/') ? '/' : cwd, program))
  return (env.PATH ?? '').split(delimiter).some((directory) => directory !== '' && isFile(join(directory, program)))
}

// `jobdeck run`: registers a job and starts its agent, in a tmux session or in this terminal.
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { brokerToPublishTo } from '../../app/agents/broker-of-run.ts'
import { takeLaunch } from '../../app/agents/launch-file.ts'
import { prepareRun } from '../../app/agents/run-job.ts'
import { startRun } from '../../app/agents/start-run.ts'
import { wrapAgent } from '../../app/agents/wrap-agent.ts'
import { topicBaseOfNewJobs } from '../../app/brokers/topic-base.ts'
import type { DoneWhen } from '../../domain/agents/agent-session.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { shellWord } from '../../domain/text/shell-word.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { noteLockWait } from '../output/note.ts'
import { startReporter } from '../start-reporter.ts'

export interface RunOptions {
  readonly agent: string
  readonly prompt?: string
  readonly session?: string
  /** Seconds. */
  readonly timeout?: number
  /** Seconds. */
  readonly idleTimeout?: number
  readonly artifact?: readonly string[]
  readonly broker?: string
  readonly doneWhen?: DoneWhen
  readonly wait?: true
  readonly tmux: boolean
}

/** Prints the job's id; returns 0, with `--wait` as `watch`, with `--no-tmux` the agent's status. Throws as `prepareRun`. */
export async function runRun(context: CliContext, command: readonly string[], options: RunOptions): Promise<number> {
  const { stateDir, env, cwd, clock, script } = context
  const profiles = profilesOf(context)
  const bundle = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  const job = {
    agent: options.agent,
    prompt: options.prompt === '-' ? (await text(context.stdin)).trimEnd() : (options.prompt ?? null),
    command,
    doneWhen: options.doneWhen ?? null,
    broker: await brokerToPublishTo(options.broker ?? context.profileName, { profiles, env, clock }),
    timeoutSec: options.timeout ?? null,
    idleTimeoutSec: options.idleTimeout ?? null,
    expectedArtifacts: options.artifact ?? [],
    authToken: null,
  }
  const means = {
    ...{ stateDir, env, cwd, clock },
    registryDir: await registryDirOf(context),
    topicBase: topicBaseOfNewJobs(profiles, context.profileName, context.topicBase),
    onWait: noteLockWait(context),
    hookCommand: [process.execPath, '--', bundle('hook'), 'hook', options.agent].map(shellWord).join(' '),
  }
  if (!options.tmux) {
    const { jobId, launchPath } = await prepareRun({ ...job, agentSession: null }, means)
    context.stdout.write(`${jobId}\n`)
    const launch = takeLaunch(launchPath)
    if (!launch) throw new JobdeckError('io', `cannot read ${launchPath}`, 'is another program changing it?')
    const onSpooled = () => startReporter({ stateDir, clock, env, cwd, script })
    return await wrapAgent(launch, { clock, host: process, onSpooled })
  }
  const wrapper = [process.execPath, '--', bundle('wrapper')]
  const jobId = await startRun({ ...job, session: options.session ?? null }, { ...means, wrapper })
  context.stdout.write(`${jobId}\n`)
  if (!options.wait) return exitStatus.done
  return await (await import('./watch.ts')).runWatch(context, [jobId], {})
}

// One simulated agent: registers its job, then plays its script over real MQTT as a worker would.
import { statusAfter } from '../domain/jobs/status-after.ts'
import { isTerminal } from '../domain/protocol/event.ts'
import { makeEventPayload } from '../domain/protocol/event-payload.ts'
import type { JobId } from '../domain/protocol/job-id.ts'
import { eventsTopicOf, topicPrefixOf } from '../domain/protocol/topics.ts'
import type { Clock } from '../io/clock/clock.ts'
import type { Connection } from '../io/mqtt/connection.ts'
import { registerJob } from '../io/registry/register-job.ts'
import { setStatus, takeNextSeq } from '../io/registry/registry.ts'
import { pause } from './pause.ts'
import type { Script, Step } from './scripts.ts'

/** What the agents of a demo share. */
export interface Stage {
  readonly connection: Connection
  readonly registryDir: string
  readonly topicBase: string
  /** How much faster than real time; 1 is the pace of the script. */
  readonly speed: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

const publishTimeoutMs = 10_000

/** Plays a script to its end; rejects with an AbortError when the demo ends. */
export async function playScript(script: Script, stage: Stage): Promise<void> {
  const { registryDir, topicBase, clock, speed } = stage
  const request = {
    prompt: script.prompt,
    agent: script.agent,
    agentSession: script.session,
    broker: null,
    topicBase,
    timeoutSec: scaled(script.timeoutSec, speed),
    idleTimeoutSec: scaled(script.idleTimeoutSec, speed),
    expectedArtifacts: script.artifacts,
    authToken: null,
  }
  const jobId = await registerJob(registryDir, request, { clock })
  for (const step of script.steps) {
    await pauseFor(step.afterSec, stage)
    await playStep(jobId, step, stage)
  }
  await pauseFor(script.lingerSec, stage)
}

async function playStep(jobId: JobId, step: Step, stage: Stage): Promise<void> {
  const { registryDir, clock } = stage
  if (step.flaw === 'gap') await takeNextSeq(registryDir, jobId, { clock })
  const seq = await takeNextSeq(registryDir, jobId, { clock })
  for (let times = step.flaw === 'duplicate' ? 2 : 1; times > 0; times--) await publish(jobId, seq, step, stage)
  await setStatus(registryDir, jobId, statusAfter[step.event], { clock })
}

async function publish(jobId: JobId, seq: number, { event, detail }: Step, stage: Stage): Promise<void> {
  const payload = makeEventPayload({ jobId, seq, event, detail, data: null, nowMs: stage.clock.wallMs() })
  await stage.connection.publish(eventsTopicOf(topicPrefixOf(stage.topicBase, jobId)), JSON.stringify(payload), {
    retain: isTerminal(event),
    timeoutMs: publishTimeoutMs,
  })
}

function scaled(seconds: number, speed: number): number {
  return Math.max(1, Math.round(seconds / speed))
}

/** Seconds are at speed 1. */
function pauseFor(seconds: number, { speed, clock, signal }: Stage): Promise<void> {
  return pause((seconds * 1000) / speed, clock, signal)
}

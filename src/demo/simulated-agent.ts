// One simulated agent: registers its job, then plays its script over real MQTT as a worker would.
import { setTimeout as delay } from 'node:timers/promises'
import { type EventType, isTerminal } from '../domain/protocol/event.ts'
import { makeEventPayload } from '../domain/protocol/event-payload.ts'
import type { JobId } from '../domain/protocol/job-id.ts'
import { eventsTopicOf, topicPrefixOf } from '../domain/protocol/topics.ts'
import type { Connection } from '../io/mqtt/connection.ts'
import { registerJob } from '../io/registry/register-job.ts'
import { setStatus, takeNextSeq } from '../io/registry/registry.ts'
import type { Script, Step } from './scripts.ts'

/** What the agents of a demo share. */
export interface Stage {
  readonly connection: Connection
  readonly registryDir: string
  readonly topicBase: string
  /** How much faster than life; 1 is the script's own pace. */
  readonly speed: number
  readonly signal: AbortSignal
}

const publishTimeoutMs = 10_000

/** Plays a script to its end; rejects with an AbortError when the demo ends. */
export async function playScript(script: Script, stage: Stage): Promise<void> {
  const jobId = await registerJob(stage.registryDir, {
    prompt: script.prompt,
    agent: script.agent,
    agentSession: script.session,
    broker: null,
    topicBase: stage.topicBase,
    timeoutSec: scaled(script.timeoutSec, stage.speed),
    idleTimeoutSec: scaled(script.idleTimeoutSec, stage.speed),
    expectedArtifacts: script.artifacts,
    authToken: null,
  })
  for (const step of script.steps) {
    await pause(step.afterSec, stage)
    await playStep(jobId, step, stage)
  }
  await pause(script.lingerSec, stage)
}

async function playStep(jobId: JobId, step: Step, stage: Stage): Promise<void> {
  if (step.flaw === 'gap') await takeNextSeq(stage.registryDir, jobId)
  const seq = await takeNextSeq(stage.registryDir, jobId)
  for (let times = step.flaw === 'duplicate' ? 2 : 1; times > 0; times--) await publish(jobId, seq, step, stage)
  const status = statusAfter(step.event)
  if (status) await setStatus(stage.registryDir, jobId, status)
}

async function publish(jobId: JobId, seq: number, { event, detail }: Step, stage: Stage): Promise<void> {
  const payload = makeEventPayload({ jobId, seq, event, detail, data: null, nowMs: Date.now() })
  await stage.connection.publish(eventsTopicOf(topicPrefixOf(stage.topicBase, jobId)), JSON.stringify(payload), {
    retain: isTerminal(event),
    timeoutMs: publishTimeoutMs,
  })
}

function statusAfter(event: EventType): 'running' | 'completed' | 'error' | null {
  if (event === 'started') return 'running'
  return isTerminal(event) ? event : null
}

function scaled(seconds: number, speed: number): number {
  return Math.max(1, Math.round(seconds / speed))
}

async function pause(seconds: number, { speed, signal }: Stage): Promise<void> {
  await delay((seconds * 1000) / speed, undefined, { signal })
}

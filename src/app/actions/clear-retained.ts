// Removes the retained event of a job from its broker: an empty retained message on the job's topic. Later subscribers
// hear nothing of how the job ended (PROTOCOL.md §2).
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { PublishOptions } from '../../io/mqtt/link-publishes.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { settingsFromRecord } from '../../io/profiles/settings-from-record.ts'
import { readRecord } from '../../io/registry/registry.ts'

export interface RetainedPlace {
  readonly topic: string
  /** What the job's record publishes with; null when it names no broker. Holds a secret. */
  readonly broker: BrokerSettings | null
}

export interface PlaceOptions {
  readonly registryDir: string
  /** For a job whose record names no topic. */
  readonly topicBase: string
  readonly env: Environment
}

/** Where the retained event of a job is. Throws JobdeckError as `readRecord` and `settingsFromRecord`. */
export async function retainedPlace(jobId: JobId, options: PlaceOptions): Promise<RetainedPlace> {
  const { registryDir, topicBase, env } = options
  const record = await readRecord(registryDir, jobId)
  return {
    topic: eventsTopicOf(record?.topic_prefix ?? topicPrefixOf(topicBase, jobId)),
    broker: record?.broker ? settingsFromRecord(record.broker, env) : null,
  }
}

export type Publish = (topic: string, payload: string, options: PublishOptions) => Promise<PublishResult>

const timeoutMs = 10_000

/**
 * Clears the topic. Resolves to whether the broker has said that this was allowed: on MQTT 3.1.1 it acknowledges a denied publish,
 * too (PROTOCOL.md §7). Throws JobdeckError: `refused`, `unreachable`, and what `publish` throws.
 */
export async function clearRetained(topic: string, publish: Publish): Promise<'allowed' | 'acknowledged'> {
  const result = await publish(topic, '', { retain: true, timeoutMs })
  switch (result.kind) {
    case 'acked':
      return result.mqttVersion === 5 ? 'allowed' : 'acknowledged'
    case 'refused':
      throw new JobdeckError('refused', `refused: ${result.reason}`, 'check the credentials and the ACL')
    case 'no-answer':
      throw new JobdeckError('unreachable', `no answer in ${timeoutMs / 1000} s`)
    case 'offline':
      throw new JobdeckError('unreachable', 'offline')
  }
}

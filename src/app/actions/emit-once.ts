// `jobdeck emit`: queues one event in the outbox, then sends it by itself or waits for the process that sends.
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { profileAddress, resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { type Awaited, type AwaitOptions, awaitEntry } from '../outbox/await-entry.ts'
import { sendingLockPath } from '../outbox/channel.ts'
import { publisherRoutes } from '../outbox/publisher-routes.ts'
import { type EventBroker, type EventToEmit, queueEvent, type Seen } from '../outbox/queue-event.ts'
import { Sender } from '../outbox/sender.ts'
import { seenInLedger, withRetainedEvent } from './last-seen.ts'

export interface EmitOnceOptions {
  readonly registryDir: string
  readonly topicBase: string
  readonly env: Environment
  readonly stateDir: string
  readonly clock: Clock
  /** For connecting and for the acknowledgement; null does not wait at all. */
  readonly timeoutMs: number | null
  /** For a job whose record names no broker. */
  readonly profile: Profile
  readonly profiles: Profiles
  /** The registry's lock is held by another process. */
  readonly onWait: () => void
  readonly onWarning: (warning: string) => void
  readonly onStuck: AwaitOptions['onStuck']
}

/** Emits one event. Throws JobdeckError as `queueEvent`; what becomes of the event after that is in the result. */
export async function emitOnce(event: EventToEmit, options: EmitOnceOptions): Promise<Awaited> {
  const { timeoutMs, clock, stateDir, profile } = options
  const startMs = clock.monotonicMs()
  const entry = await queueEvent(event, {
    ...options,
    broker: () => brokerOfProfile(profile, options.env),
    lastSeen: async ({ jobId, record }, broker) => {
      const seen = await seenInLedger(jobId, broker.broker, stateDir)
      if (record) return seen
      const topic = eventsTopicOf(topicPrefixOf(options.topicBase, jobId))
      return await retainedToo(seen, { jobId, topic }, options)
    },
  })
  if (timeoutMs === null) return { entry, failure: null }
  const sender = new Sender({
    ...options,
    channel: entry,
    routeOf: publisherRoutes(options),
    confirm: async () => null,
  })
  try {
    const lockPath = sendingLockPath(stateDir, entry)
    return await awaitEntry(entry, sender, { ...options, untilMs: startMs + timeoutMs, lockPath })
  } catch (error) {
    return { entry, failure: error instanceof JobdeckError ? error : new JobdeckError('io', describeError(error)) }
  } finally {
    sender.close()
  }
}

/** Where an emit without waiting, or a broker out of reach, must do without what the broker retains. */
async function retainedToo(
  seen: Seen,
  job: { readonly jobId: OutboxEntry['jobId']; readonly topic: string },
  { timeoutMs, profile, env, clock, onWarning }: EmitOnceOptions,
): Promise<Seen> {
  if (timeoutMs === null) return seen
  try {
    return await withRetainedEvent(seen, job, await settingsOf(profile, env, clock), {
      clock,
      timeoutMs: timeoutMs / 2,
    })
  } catch (error) {
    onWarning(`what the broker retains of the job is not known: ${describeError(error)}`)
    return seen
  }
}

export function brokerOfProfile(profile: Profile, env: Environment): EventBroker {
  if (profile.kind === 'embedded') throw embeddedElsewhere()
  const address = profileAddress(profile, env)
  const { username, certFile } = address
  return { broker: brokerUrl(address), profile: profile.name, username, certFile }
}

function settingsOf(profile: Profile, env: Environment, clock: Clock): Promise<BrokerSettings> {
  if (profile.kind === 'embedded') throw embeddedElsewhere()
  return resolveSettings(profile, env, clock)
}

function embeddedElsewhere(): JobdeckError {
  return new JobdeckError('usage', 'the embedded broker belongs to another process', 'name a profile with --profile')
}

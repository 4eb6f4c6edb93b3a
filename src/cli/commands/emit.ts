// `jobdeck emit`: publishes one event of a job as its worker would, and says what became of it.

import { type Emitted, emitEvent } from '../../app/actions/emit.ts'
import { nothingSeen, reserveNextSeq, seenAnywhere, seenInJournal } from '../../app/actions/last-seen.ts'
import { topicBaseOf } from '../../app/brokers/topic-base.ts'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import type { EventType } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf, topicPrefixOf } from '../../domain/protocol/topics.ts'
import { publishOnce } from '../../io/mqtt/publisher.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { note, noteLockWait } from '../output/note.ts'

export interface EmitOptions {
  readonly detail: string
  readonly data?: string
  readonly retain?: boolean
  /** Seconds. */
  readonly timeout: number
  readonly force?: true
}

/** Publishes the event; prints `seq=N acked`. */
export async function runEmit(
  context: CliContext,
  jobId: JobId,
  event: EventType,
  options: EmitOptions,
): Promise<number> {
  const profile = profilesOf(context).choose(context.profileName)
  const topicBase = topicBaseOf(profile, context.topicBase)
  const timeoutMs = options.timeout * 1000
  const onWarning = (warning: string) => note(context, warning)
  const tellUnread = (error: unknown) => {
    onWarning(describeError(error))
    return nothingSeen
  }
  const data = dataOf(options.data)
  let ownSettings: Promise<BrokerSettings> | null = null
  // Asked for only when the record does not bring its own: a profile's password may cost the person a prompt.
  const settingsOfProfile = () => {
    ownSettings ??= resolveFor(profile, context)
    return ownSettings
  }
  const emitted = await emitEvent(
    {
      jobId,
      event,
      detail: options.detail,
      data,
      retain: options.retain ?? null,
      onEnded: options.force ? 'publish' : 'refuse',
    },
    {
      registryDir: await registryDirOf(context),
      topicBase,
      env: context.env,
      onWait: noteLockWait(context),
      lastSeen: async ({ hasRecord }, settings) => {
        const broker = settings ?? (await settingsOfProfile())
        if (hasRecord) return await seenInJournal(jobId, broker, context).catch(tellUnread)
        const topic = eventsTopicOf(topicPrefixOf(topicBase, jobId))
        const seen = await seenAnywhere(jobId, topic, broker, context, timeoutMs)
        // What will be refused takes no seq.
        if (seen.hasEnded && !options.force) return seen
        return { ...seen, seq: await reserveNextSeq(topic, seen.seq, broker, context) }
      },
      publish: async (settings, message) =>
        publishOnce(settings ?? (await settingsOfProfile()), { ...message, timeoutMs, onWarning }),
    },
  )
  context.stdout.write(`${acknowledgement(emitted, options.timeout)}\n`)
  return exitStatus.done
}

/** Throws when the event was not acknowledged. */
function acknowledgement({ seq, result }: Emitted, timeoutSec: number): string {
  if (result.kind === 'acked') return `seq=${seq} acked`
  if (result.kind === 'refused')
    throw new JobdeckError('refused', `seq=${seq} refused: ${result.reason}`, 'check the credentials and the ACL')
  throw new JobdeckError('unreachable', `seq=${seq}: no answer in ${timeoutSec} s`, 'it may or may not have arrived')
}

function resolveFor(profile: Profile, context: CliContext): Promise<BrokerSettings> {
  if (profile.kind !== 'embedded') return resolveSettings(profile, context.env)
  throw new JobdeckError('usage', 'the embedded broker belongs to another process', 'name a profile with --profile')
}

function dataOf(text: string | undefined): Readonly<Record<string, unknown>> | null {
  if (text === undefined) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = null
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new JobdeckError('bad-data', '--data is no JSON object', 'write it as {"key": "value"}')
}

// Delegates a job: the one way from a request, by key or command, to a record in the registry.
import { randomBytes } from 'node:crypto'
import { JobdeckError } from '../../domain/failure.ts'
import { defaultIdleTimeoutSec, defaultTimeoutSec } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { EnvProfile, FixedProfile, Profile } from '../../io/profiles/profile.ts'
import { writeDelegateLog } from '../../io/registry/delegate-log.ts'
import type { BrokerBlock } from '../../io/registry/record.ts'
import { registerJob } from '../../io/registry/register-job.ts'
import { brokerBlockOf } from './broker-block.ts'

export interface JobToRegister {
  readonly prompt: string
  readonly agent: string
  /** Such as `tmux:claude`; null for none. */
  readonly agentSession: string | null
  /** What the worker publishes with (`workerBroker`); null leaves it to the worker's environment. */
  readonly broker: BrokerBlock | null
  /** Null for the default. */
  readonly timeoutSec: number | null
  /** Null for the default. */
  readonly idleTimeoutSec: number | null
  readonly expectedArtifacts: readonly string[]
  /** Secret; `auto` generates one, null leaves events unsigned. */
  readonly authToken: string | null
  /** Fields of our own behind those of PROTOCOL.md §5. */
  readonly ownFields?: Readonly<Record<string, unknown>>
}

export interface RegisterOptions {
  readonly registryDir: string
  readonly topicBase: string
  readonly clock: Clock
  /** The registry's lock is held by another process. */
  readonly onWait?: () => void
}

export interface ProfileAccess {
  /** Throws JobdeckError when there is no such profile. */
  profileOf(name: string): Profile
  /** May read a secret; throws JobdeckError. */
  settingsOf(profile: FixedProfile | EnvProfile): Promise<BrokerSettings>
}

/** Writes the record of a new job. Throws JobdeckError: `usage` for an empty token, and as `registerJob`. */
export async function register(job: JobToRegister, options: RegisterOptions): Promise<JobId> {
  const { registryDir, topicBase, clock, onWait } = options
  const request = {
    ...job,
    topicBase,
    timeoutSec: job.timeoutSec ?? defaultTimeoutSec,
    idleTimeoutSec: job.idleTimeoutSec ?? defaultIdleTimeoutSec,
    authToken: tokenFor(job),
  }
  const jobId = await registerJob(registryDir, request, { clock, onWait })
  // The job is registered: a log that cannot be written now is reported with the first event that belongs into it.
  await writeDelegateLog(registryDir, jobId, null).catch(() => undefined)
  return jobId
}

/** What a worker publishes with when it uses the broker of a profile. Throws JobdeckError for one that no record can hold. */
export async function workerBroker(
  profileName: string,
  { profileOf, settingsOf }: ProfileAccess,
): Promise<BrokerBlock> {
  const profile = profileOf(profileName)
  if (profile.kind === 'embedded')
    throw new JobdeckError('usage', 'a record cannot hold the embedded broker', 'it ends with the process')
  return brokerBlockOf(await settingsOf(profile))
}

function tokenFor({ authToken }: JobToRegister): string | null {
  if (authToken === '') throw new JobdeckError('usage', 'the auth token is empty', 'give one, or "auto"')
  return authToken === 'auto' ? randomBytes(24).toString('base64url') : authToken
}

// Finds the settings for an entry of the outbox, which holds no secret: it says which broker it is for, and where the settings
// come from, a job's record or a profile of a given login.
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import { type ProfileAddress, profileAddress, resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { settingsFromRecord } from '../../io/profiles/settings-from-record.ts'
import { readRecord } from '../../io/registry/registry.ts'
import type { Channel } from './channel.ts'

export interface SettingsMeans {
  readonly env: Environment
  readonly profiles: Profiles
  readonly clock: Clock
}

/**
 * The settings to send an entry with. An entry of the profile `env` is sent only by a process whose `MQTT_*` variables lead to
 * the same broker as the same user: the emit itself, and the sender process that it leaves behind and that inherits its
 * environment; any other needs the same variables. Throws JobdeckError `config` when the broker cannot be found any more, and
 * as `readRecord`, `resolveSettings` and `settingsFromRecord`.
 */
export async function settingsOfEntry(entry: OutboxEntry, means: SettingsMeans): Promise<BrokerSettings> {
  if (entry.profile === null) return await settingsInRecord(entry, means.env)
  checkProfile(entry, means)
  const profile = means.profiles.get(entry.profile)
  if (profile.kind === 'embedded') throw embeddedEnded()
  return await resolveSettings(profile, means.env, means.clock)
}

/** Whether this process finds the broker of a channel. Reads no secret. Throws `config` as `settingsOfEntry`. */
export function checkProfile(channel: Channel, { env, profiles }: Pick<SettingsMeans, 'env' | 'profiles'>): void {
  if (channel.profile === null) return
  const profile = profiles.get(channel.profile)
  if (profile.kind === 'embedded') throw embeddedEnded()
  const address = profileAddress(profile, env)
  if (isSame(channel, address)) return
  const whose = profile.kind === 'env' ? 'the environment (MQTT_*)' : `the profile "${profile.name}"`
  throw elsewhere(channel, address, whose)
}

async function settingsInRecord(entry: OutboxEntry, env: Environment): Promise<BrokerSettings> {
  const { jobId, registryDir } = entry
  const record = registryDir === null ? null : await readRecord(registryDir, jobId)
  if (!record) throw new JobdeckError('config', `the record of job ${jobId}, which named the broker, is gone`, dropHint)
  if (!record.broker)
    throw new JobdeckError('config', `the record of job ${jobId} does not name a broker any more`, dropHint)
  const settings = settingsFromRecord(record.broker, env)
  if (!isSame(entry, settings)) throw elsewhere(entry, settings, `the record of job ${jobId}`)
  return settings
}

function isSame({ broker, username, certFile }: Channel, address: ProfileAddress): boolean {
  return brokerUrl(address) === broker && address.username === username && address.certFile === certFile
}

const dropHint = 'jobdeck outbox drop gives it up'

function elsewhere(channel: Channel, address: ProfileAddress, whose: string): JobdeckError {
  const login = (username: string | null) => (username === null ? 'without a login' : `as ${safeLine(username, 60)}`)
  const wanted = `${safeLine(channel.broker)} ${login(channel.username)}`
  return new JobdeckError(
    'config',
    `it is for ${wanted}, and ${whose} leads to ${safeLine(brokerUrl(address))} ${login(address.username)} here`,
    dropHint,
  )
}

function embeddedEnded(): JobdeckError {
  return new JobdeckError('config', 'its broker was inside a jobdeck that has ended', dropHint)
}

// `jobdeck doctor`: everything that jobdeck needs, examined part by part (CLI.md).
import type { Writable } from 'node:stream'
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../../io/clock/clock.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { AttentionSettings } from '../attention/attention-settings.ts'
import { topicBaseOf } from '../brokers/topic-base.ts'
import { checkBroker } from './doctor-broker.ts'
import { checkConfiguration, checkRegistry } from './doctor-files.ts'
import { checkClock, checkNode, checkTerminal } from './doctor-machine.ts'
import { checkTmux } from './doctor-tmux.ts'
import { type Finding, fault } from './finding.ts'

export interface DoctorOptions {
  readonly env: Environment
  readonly cwd: string
  readonly stateDir: string
  readonly registryDir: string
  readonly profiles: Profiles
  /** The profile that was named for this run; null lets the profiles choose. */
  readonly profileName: string | null
  /** The topic base that was given for this run; null for the profile's. */
  readonly topicBase: string | null
  /** Where the deck would be drawn. */
  readonly stdout: Writable
  readonly nodeVersion: string
  /** How the user wants to be called. */
  readonly attention: AttentionSettings
  readonly clock: Clock
}

/** Examines one part after another and yields its findings immediately: a broker that does not answer takes a while. */
export async function* examine(options: DoctorOptions): AsyncGenerator<readonly Finding[]> {
  const { env, stdout, nodeVersion, registryDir, attention, clock } = options
  yield [checkNode(nodeVersion), ...checkTerminal(stdout, env)]
  yield await checkTmux(env, attention)
  yield await checkConfiguration(options)
  yield await checkRegistry(registryDir, clock.wallMs())
  yield await checkChosenBroker(options)
  yield [checkClock(clock.wallMs())]
}

async function checkChosenBroker(options: DoctorOptions): Promise<readonly Finding[]> {
  const { profiles, profileName, topicBase, env, clock } = options
  try {
    const profile = profiles.choose(profileName)
    return await checkBroker(profile, topicBaseOf(profile, topicBase), env, clock)
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    return [fault('broker', error.message, error.hint)]
  }
}

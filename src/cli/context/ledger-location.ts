// Which ledger the commands about received events read: that of the profile's broker.
import { JobdeckError } from '../../domain/failure.ts'
import type { LedgerLocation } from '../../io/ledger/ledger.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import { profileAddress } from '../../io/profiles/profile-settings.ts'
import type { CliContext } from './context.ts'
import { profilesOf } from './open-profiles.ts'

/** Throws JobdeckError: `usage` for the embedded broker, whose events end with the process, and as choosing a profile does. */
export function ledgerLocationOf(context: CliContext): LedgerLocation {
  const profile = profilesOf(context).choose(context.profileName)
  if (profile.kind === 'embedded')
    throw new JobdeckError('usage', 'the embedded broker keeps no ledger', 'name a profile with --profile')
  return { stateDir: context.stateDir, broker: brokerUrl(profileAddress(profile, context.env)) }
}

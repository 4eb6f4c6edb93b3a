// Where a feed gets its broker from: a profile, resolved at every start and after a failure that waits for the user.
import type { BrokerId } from '../../domain/jobs/job-key.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { ProfileAddress } from '../../io/profiles/profile-settings.ts'

export interface FeedSource {
  readonly profileName: string
  readonly broker: BrokerId
  /** The broker's address, if it is known without a secret; null otherwise. */
  readonly address: ProfileAddress | null
  readonly topicBase: string
  /** Where the ledger is kept; null for a broker that does not outlive the process. */
  readonly stateDir: string | null
  /** May read a secret or start the embedded broker; throws JobdeckError. */
  resolve(): Promise<BrokerSettings>
}

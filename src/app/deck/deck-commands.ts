// What a key may ask of the deck. The screen shows the outcome when the store says it, never by guessing.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { EmitRequest } from '../actions/emit-request.ts'
import type { RegisterForm, RegisterRefusal } from '../actions/register-form.ts'
import type { ProfileForm, ProfileResult } from '../brokers/profile-form.ts'

/** Looking, moving, connecting. */
export interface ViewCommands {
  /** The person is moving about: the order of panes holds still for 2 s (UX.md). */
  holdOrder(): void
  /** The person has looked at a job: its end or time-out no longer counts as unseen. */
  markSeen(job: JobKey): void
  /** The history of a job is shown: it is read from the ledger when it is not here. */
  showHistory(job: JobKey): void
  /** Tries the broker now, also after a failure that waits for the person. */
  reconnect(): void
}

export type Registration = { readonly ok: true; readonly job: JobKey } | RegisterRefusal

/** Delegating and injecting events. */
export interface JobCommands {
  register(form: RegisterForm): Promise<Registration>
  /** Publishes an event; the outcome appears in `DeckState.outcomes` and stays until it is known and read. */
  emit(request: EmitRequest): void
  /** Names of the live tmux sessions; empty without tmux. */
  tmuxSessions(): Promise<readonly string[]>
}

/** Choosing the broker. */
export interface BrokerCommands {
  /** Asks every profile's broker whether it can be reached; answers arrive in `DeckState.profiles`. */
  checkProfiles(): void
  switchBroker(profileName: string): void
  /** The saved profile as a form, its password left empty; null for a built-in one. */
  profileForm(profileName: string): ProfileForm | null
  /** `opened` is what `profileForm` gave; null for a new profile. */
  saveProfile(form: ProfileForm, opened: ProfileForm | null): Promise<ProfileResult>
  removeProfile(profileName: string): Promise<ProfileResult>
}

export type DeckCommands = ViewCommands & JobCommands & BrokerCommands

// The commands that keys can run. The screen shows an outcome when the store has it, never a guess.
import type { AskFile } from '../../domain/agents/ask-file.ts'
import type { ArtifactState } from '../../domain/jobs/artifact-state.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { EmitRequest } from '../actions/emit-request.ts'
import type { RegisterForm, RegisterRefusal } from '../actions/register-form.ts'
import type { ProfileForm, ProfileResult } from '../brokers/profile-form.ts'
import type { JobHistory } from './job-history.ts'
import type { Listing } from './listing.ts'
import type { ReplayStep } from './replay/playback.ts'

export type Decision = 'silence' | 'unsilence' | 'dismiss' | 'bring-back'

/** Looking, moving, connecting. */
export interface ViewCommands {
  /** The user presses keys: the order of the list is held for 2 s (UX.md). */
  holdOrder(): void
  /** Lists other jobs, or in another order. */
  list(listing: Listing): void
  /** Marks a job as seen: its end or time-out no longer counts as unseen. */
  markSeen(job: JobKey): void
  /** Silences jobs or takes them off the deck, or the opposite; kept over restarts. */
  decide(jobs: readonly JobKey[], decision: Decision): void
  /** Copies a text into the clipboard; `send` sends a sequence to the terminal. */
  copyText(text: string, send: (sequence: string) => void): void
  /** The dropped messages are read: they are no longer counted as news. */
  readDrops(): void
  /** The history of a job is shown: what of it is not in memory is read from the ledger. */
  showHistory(job: JobKey): void
  /** The pane of this job's agent is on the screen: `DeckState.preview` shows it until another one, or null, is asked for. */
  preview(job: JobKey | null): void
  /** The whole history of a job: the same object as long as no other job's is asked for. */
  historyOf(job: JobKey): JobHistory
  /** Moves a replay; on a live deck it does nothing. */
  replay(step: ReplayStep): void
  /** Says in a replay that a screen to act on does not open; false. A live deck refuses none. */
  refuse(): boolean
  /** Tries the broker now, also after a failure that waits for the user. */
  reconnect(): void
}

export type Registration = { readonly ok: true; readonly job: JobKey } | RegisterRefusal

/** Delegating and injecting events. */
export interface JobCommands {
  register(form: RegisterForm): Promise<Registration>
  /** Publishes an event; its progress and then its outcome appear in `DeckState.outcomes`. */
  emit(request: EmitRequest): void
  /** Answers exactly this question; returns why that is not possible, null when it is done. */
  answer(ask: AskFile, answer: { readonly behavior: 'allow' | 'deny'; readonly message: string }): string | null
  /** Goes to the tmux session of a job's agent; `lend` gives the terminal away meanwhile. What keeps it from that is shown as a problem. */
  goThere(job: JobKey, lend: (callback: () => Promise<void>) => Promise<void>): void
  /** Writes one line into the pane of a job's agent. Resolves to why it was not sent; null when it was. */
  sendLine(job: JobKey, text: string): Promise<string | null>
  /** The states of the artifacts in a job's record, in its order. */
  findArtifacts(job: JobKey): Promise<readonly ArtifactState[]>
  /** Names of the live tmux sessions; empty without tmux. */
  tmuxSessions(): Promise<readonly string[]>
}

/** What the job menu changes in a record or at a broker; how it is going appears in `DeckState.outcomes`. */
export interface RecordCommands {
  /** Marks the record as cancelled; nothing is published. */
  cancel(job: JobKey): void
  /** Moves the total limit on by 15 minutes. */
  extend(job: JobKey): void
  /** Removes what the broker retains of the job. */
  clearRetained(job: JobKey): void
}

/** Choosing the broker. */
export interface BrokerCommands {
  /** Asks every profile's broker whether it can be reached; answers arrive in `DeckState.profiles`. */
  checkProfiles(): void
  switchBroker(profileName: string): void
  /** The saved profile as a form, its password left empty; null for a built-in one. */
  profileForm(profileName: string): ProfileForm | null
  /** `opened` is what `profileForm` returned; null for a new profile. */
  saveProfile(form: ProfileForm, opened: ProfileForm | null): Promise<ProfileResult>
  removeProfile(profileName: string): Promise<ProfileResult>
}

export type DeckCommands = ViewCommands & JobCommands & RecordCommands & BrokerCommands

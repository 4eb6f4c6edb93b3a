// What a key may ask of the monitor. The screen shows the outcome when the store says it, never by guessing.
import type { EventType } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** The register form as the person filled it in; durations as typed (`90`, `15m`, `1h30m`). */
export interface RegisterForm {
  readonly prompt: string
  readonly agent: string
  /** A tmux session's name without the `tmux:` prefix; empty for none. */
  readonly session: string
  readonly timeout: string
  readonly idleTimeout: string
  /** One path a line. */
  readonly artifacts: string
  /** The profile whose broker block the record shall carry; empty for none. */
  readonly brokerProfile: string
}

export type RegisterResult =
  | { readonly ok: true; readonly jobId: JobId }
  /** `fields` has a message for each field that is wrong; `message` is about the whole (the registry, the lock). */
  | {
      readonly ok: false
      readonly fields: Readonly<Partial<Record<keyof RegisterForm, string>>>
      readonly message: string | null
    }

export interface EmitRequest {
  readonly jobId: JobId
  readonly event: EventType
  readonly detail: string
}

/** A profile as the person types it; the password is kept only when it is given. */
export interface ProfileForm {
  readonly name: string
  readonly host: string
  readonly port: string
  readonly transport: 'tcp' | 'websocket'
  readonly tls: 'on' | 'off'
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
  readonly username: string
  readonly password: string
  readonly passwordEnv: string
  readonly passwordCommand: string
  readonly clientIdPrefix: string
  readonly topicBase: string
}

export type ProfileResult =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly fields: Readonly<Partial<Record<keyof ProfileForm, string>>>
      readonly message: string | null
    }

/** The deck's own commands: looking, moving, connecting. */
export interface DeckCommands {
  /** The person is moving about: the order of panes holds still for 2 s (UX.md). */
  holdOrder(): void
  /** The person has looked at a job: its end or time-out no longer counts as unseen. */
  markSeen(jobId: JobId): void
  /** Tries the broker now, also after a failure that waits for the person. */
  reconnect(): void
}

/** Delegating and injecting events. */
export interface JobCommands {
  register(form: RegisterForm): Promise<RegisterResult>
  /** Publishes an event; the outcome appears in `DeckState.outcomes` and stays until it is known and read. */
  emit(request: EmitRequest): void
  /** Names of the live tmux sessions; empty where there is no tmux. */
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

export type MonitorCommands = DeckCommands & JobCommands & BrokerCommands

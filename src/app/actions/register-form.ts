// The register form as the user filled it in, and the result of submitting it.
import type { JobId } from '../../domain/protocol/job-id.ts'

/** Durations as typed (`90`, `15m`, `1h30m`). */
export interface RegisterForm {
  readonly prompt: string
  readonly agent: string
  /** A tmux session's name without the `tmux:` prefix; empty for none. */
  readonly session: string
  readonly timeout: string
  readonly idleTimeout: string
  /** One path per line. */
  readonly artifacts: string
  /** The profile whose broker block the record will carry; empty for none. */
  readonly brokerProfile: string
}

/** `fields` has a message for each wrong field; `message` is about the request as a whole (the registry, the lock). */
export interface RegisterRefusal {
  readonly ok: false
  readonly fields: Readonly<Partial<Record<keyof RegisterForm, string>>>
  readonly message: string | null
}

export type RegisterResult = { readonly ok: true; readonly jobId: JobId } | RegisterRefusal

// The register form as the user filled it in, and the result of submitting it.
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'

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
  /** The profile whose broker block the record will carry, or `brokerOf` another job; empty for none. */
  readonly brokerProfile: string
}

/**
 * In the place of a profile: the broker of another job's record, and signed events where that job's are. No profile has such a
 * name.
 */
export function brokerOf(jobId: JobId): string {
  return `as in ${jobId}`
}

/** The job of such a choice; null for a profile. */
export function jobOfBroker(choice: string): JobId | null {
  const [, id] = /^as in (.+)$/.exec(choice) ?? []
  return parseJobId(id)
}

/** `fields` has a message for each wrong field; `message` is about the request as a whole (the registry, the lock). */
export interface RegisterRefusal {
  readonly ok: false
  readonly fields: Readonly<Partial<Record<keyof RegisterForm, string>>>
  readonly message: string | null
}

export type RegisterResult = { readonly ok: true; readonly jobId: JobId } | RegisterRefusal

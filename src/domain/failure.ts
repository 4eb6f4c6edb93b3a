// Failure as a value: every error that a user may see carries a code, one sentence and what to do about it.

/** What kind of failure it is; `cli/exit-status.ts` maps each to its exit status. */
export type ErrorCode = 'usage' | 'bad-data' | 'unreachable' | 'io' | 'refused' | 'config'

/** An error meant for people. `message` says what failed and on which broker or file, `hint` what to do. */
export class JobdeckError extends Error {
  override readonly name = 'JobdeckError'
  readonly code: ErrorCode
  readonly hint: string | null

  constructor(code: ErrorCode, message: string, hint: string | null = null) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** One line for stderr or the status bar: the message, then the hint. */
export function describeError(error: unknown): string {
  if (error instanceof JobdeckError) return error.hint ? `${error.message}: ${error.hint}` : error.message
  return error instanceof Error ? error.message : String(error)
}

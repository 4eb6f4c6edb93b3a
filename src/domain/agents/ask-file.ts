// The question of an agent as it waits for an answer on this machine, and as it is shown: whole.
import type { JobId } from '../protocol/job-id.ts'
import { type SafeText, safeLines } from '../text/safe-text.ts'

/** A question as the hook that waits leaves it for anyone who answers: what is being allowed, whole. */
export interface AskFile {
  readonly requestId: string
  readonly jobId: JobId
  readonly agent: string
  readonly tool: string
  readonly toolInput: Readonly<Record<string, unknown>>
  /** SHA-256, hexadecimal. */
  readonly inputHash: string
  readonly cwd: string | null
  readonly askedAtMs: number
  readonly expiresAtMs: number
}

/** The whole of what is being allowed, as lines that are safe to show: nothing is left out. */
export function questionLines({ tool, toolInput }: Pick<AskFile, 'tool' | 'toolInput'>): readonly SafeText[] {
  const members = Object.entries(toolInput).map(([name, value]) =>
    typeof value === 'string' ? `${name}: ${value}` : `${name}: ${JSON.stringify(value)}`,
  )
  return [tool, ...members].flatMap((text) => safeLines(text, Number.POSITIVE_INFINITY))
}

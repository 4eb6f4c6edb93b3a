// Answers the question of an agent: exactly the one that was shown, once (AGENTS.md §3).
import type { AskFile } from '../../domain/agents/ask-file.ts'
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { type AnswerFile, giveAnswer, openAsks } from '../../io/agents/questions.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { ioError } from '../../io/files/io-error.ts'

/** The question of a job that was asked last and is still open. Throws JobdeckError `bad-data` when there is none. */
export function openQuestion(registryDir: string, jobId: JobId, clock: Clock): AskFile {
  const ask = openAsks(registryDir, jobId).findLast(({ expiresAtMs }) => expiresAtMs > clock.wallMs())
  if (ask) return ask
  throw new JobdeckError(
    'bad-data',
    `job ${jobId} has no open question`,
    `look in ${registryDir}, or answer where it asks`,
  )
}

export interface GivenAnswer extends Pick<AnswerFile, 'behavior' | 'message' | 'by'> {
  readonly registryDir: string
  readonly clock: Clock
}

/**
 * Gives the answer to a question as it was shown. Throws JobdeckError: `bad-data` when it is no longer open or was answered by
 * someone else, `io` when the answer cannot be written.
 */
export function answerQuestion(ask: AskFile, { registryDir, clock, ...answer }: GivenAnswer): void {
  const { jobId, requestId, inputHash } = ask
  const isOpen = ask.expiresAtMs > clock.wallMs()
  try {
    if (isOpen && giveAnswer(registryDir, jobId, { requestId, inputHash, ...answer })) return
  } catch (error) {
    throw ioError('write the answer of', `job ${jobId}`, error)
  }
  throw new JobdeckError('bad-data', `the question of job ${jobId} has been answered, or is no longer asked`)
}

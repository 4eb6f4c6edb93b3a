// `jobdeck answer`: answers the open question of a job, after showing the whole of it.
import { answerQuestion, openQuestion } from '../../app/agents/answer.ts'
import { questionLines } from '../../domain/agents/ask-file.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { CliContext } from '../context/context.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { confirmed } from '../input/confirm.ts'
import { note } from '../output/note.ts'

export interface AnswerOptions {
  readonly behavior: 'allow' | 'deny'
  /** The agent gets it with a denial. */
  readonly message?: string
}

/** Gives the answer; with a terminal it asks once more. Throws as `openQuestion` and `answerQuestion`. */
export async function runAnswer(
  context: CliContext,
  jobId: JobId,
  { behavior, message = '' }: AnswerOptions,
): Promise<number> {
  const { clock, stdin, stdout } = context
  const registryDir = await registryDirOf(context)
  const ask = openQuestion(registryDir, jobId, clock)
  stdout.write(`${questionLines(ask).join('\n')}\n`)
  const isTerminal = 'isTTY' in stdin && stdin.isTTY === true
  if (isTerminal && !(await confirmed(`${behavior} this? [y/N] `, context))) {
    note(context, 'nothing was answered')
    return exitStatus.failed
  }
  answerQuestion(ask, { registryDir, clock, behavior, message, by: 'jobdeck answer' })
  stdout.write(`${jobId} ${behavior === 'allow' ? 'allowed' : 'denied'}\n`)
  return exitStatus.done
}

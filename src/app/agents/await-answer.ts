// Waits for the answer to a question. Silence is never an answer: without one, the agent goes on asking by itself.

import { type AnswerFile, readAnswer, readAsk, removeQuestion } from '../../io/agents/questions.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { sleep } from '../../io/clock/clock.ts'
import type { OpenHook } from './hook.ts'

const lookEveryMs = 150

/** Resolves to the answer; to null when the question has expired, was withdrawn, or `isStopped` says that nobody waits any more. */
export async function awaitAnswer(
  { registryDir, ask }: OpenHook,
  clock: Clock,
  isStopped: () => boolean,
): Promise<AnswerFile | null> {
  const { jobId, requestId } = ask
  try {
    while (!isStopped() && clock.wallMs() < ask.expiresAtMs) {
      const answer = readAnswer(registryDir, ask)
      if (answer) return answer
      if (readAsk(registryDir, jobId, requestId) === null) return null
      await sleep(clock, lookEveryMs)
    }
    return null
  } finally {
    removeQuestion(registryDir, jobId, requestId)
  }
}

/** What the hook prints, for agents that take an answer from it (AGENTS.md §3). */
export function decisionOf({ behavior, message }: AnswerFile): string {
  const decision = behavior === 'allow' ? { behavior } : { behavior, ...(message === '' ? {} : { message }) }
  return JSON.stringify({ hookSpecificOutput: { hookEventName: 'PermissionRequest', decision } })
}

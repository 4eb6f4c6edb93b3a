// Questions of agents and the answers to them, as files below the registry directory (AGENTS.md §3): only its owner can put an
// answer there, an answer names exactly what it allows, and it counts once.
import { readdirSync, rmSync } from 'node:fs'
import type { AskFile } from '../../domain/agents/ask-file.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { parseObject } from '../../domain/protocol/json-object.ts'
import { answerPath, answersDir, askPath } from './hook-files.ts'
import { readPrivate, writeFirst } from './private-file.ts'

export interface AnswerFile {
  readonly requestId: string
  readonly inputHash: string
  readonly behavior: 'allow' | 'deny'
  /** The agent gets it with a denial; empty for none. */
  readonly message: string
  /** Who answered, such as `deck` or `jobdeck answer`. */
  readonly by: string
}

const requestIdPattern = /^[0-9a-f]{32}$/

/** Whether this can be the id of a request: only that becomes part of a path. */
function isRequestId(text: unknown): text is string {
  return typeof text === 'string' && requestIdPattern.test(text)
}

/** Leaves a question. Throws the system's error, and an error when there is one of that id already. */
export function leaveAsk(registryDir: string, ask: AskFile): void {
  const path = askPath(registryDir, ask.jobId, ask.requestId)
  if (!writeFirst(path, JSON.stringify(ask))) throw new Error(`${path} is there already`)
}

/** The open question; null when it has been answered or withdrawn, or is not a question. */
export function readAsk(registryDir: string, jobId: JobId, requestId: string): AskFile | null {
  const ask = isRequestId(requestId) ? parseObject(readPrivate(askPath(registryDir, jobId, requestId)) ?? '') : null
  if (ask?.requestId !== requestId || ask.jobId !== jobId) return null
  const { tool, inputHash, toolInput, expiresAtMs } = ask
  const isWhole = typeof tool === 'string' && typeof inputHash === 'string' && typeof expiresAtMs === 'number'
  return isWhole && typeof toolInput === 'object' && toolInput !== null ? (ask as unknown as AskFile) : null
}

/** The open questions of a job, the oldest first. */
export function openAsks(registryDir: string, jobId: JobId): readonly AskFile[] {
  let names: readonly string[] = []
  try {
    names = readdirSync(answersDir(registryDir, jobId))
  } catch {
    // There never was a question.
  }
  return names
    .map((name) => /^([0-9a-f]{32})\.ask\.json$/.exec(name)?.[1])
    .filter((requestId) => requestId !== undefined)
    .map((requestId) => readAsk(registryDir, jobId, requestId))
    .filter((ask) => ask !== null)
    .sort((a, b) => a.askedAtMs - b.askedAtMs)
}

/** Takes a question back; an answer that comes later finds nothing to answer. */
function withdrawAsk(registryDir: string, jobId: JobId, requestId: string): void {
  if (!isRequestId(requestId)) return
  rmSync(askPath(registryDir, jobId, requestId), { force: true })
}

/**
 * Gives an answer, once. Returns false when the question is no longer open, or has been answered by someone else. Throws the
 * system's error.
 */
export function giveAnswer(registryDir: string, jobId: JobId, answer: AnswerFile): boolean {
  const { requestId, inputHash } = answer
  if (readAsk(registryDir, jobId, requestId)?.inputHash !== inputHash) return false
  return writeFirst(answerPath(registryDir, jobId, requestId), JSON.stringify(answer))
}

/** The answer to a question, and to nothing else; null while there is none. */
export function readAnswer(registryDir: string, { jobId, requestId, inputHash }: AskFile): AnswerFile | null {
  const answer = parseObject(readPrivate(answerPath(registryDir, jobId, requestId)) ?? '')
  if (answer?.requestId !== requestId || answer.inputHash !== inputHash) return null
  if (answer.behavior !== 'allow' && answer.behavior !== 'deny') return null
  return { requestId, inputHash, behavior: answer.behavior, message: textOf(answer.message), by: textOf(answer.by) }
}

/** Removes what is left of a question that is closed. */
export function removeQuestion(registryDir: string, jobId: JobId, requestId: string): void {
  withdrawAsk(registryDir, jobId, requestId)
  rmSync(answerPath(registryDir, jobId, requestId), { force: true })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 2_000) : ''
}

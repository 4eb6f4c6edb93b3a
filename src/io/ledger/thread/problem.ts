// A problem as a message between threads keeps it: without its class.
import { type ErrorCode, JobdeckError } from '../../../domain/failure.ts'

export interface Problem {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | null
}

export function packProblem(error: JobdeckError | null): Problem | null {
  return error && { code: error.code, message: error.message, hint: error.hint }
}

export function unpackProblem(problem: Problem | null): JobdeckError | null {
  return problem && new JobdeckError(problem.code, problem.message, problem.hint)
}

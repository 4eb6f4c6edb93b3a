// The one table that maps kinds of failure to exit statuses (CLI.md).
import type { ErrorCode } from '../domain/failure.ts'

export const exitStatus = {
  done: 0,
  failed: 1,
  timedOut: 2,
  usage: 64,
  badData: 65,
  unreachable: 69,
  software: 70,
  inputOutput: 74,
  refused: 77,
  config: 78,
  interrupted: 130,
} as const

/** The exit status of each error code. */
export const statusOfError: Readonly<Record<ErrorCode, number>> = {
  usage: exitStatus.usage,
  'bad-data': exitStatus.badData,
  unreachable: exitStatus.unreachable,
  io: exitStatus.inputOutput,
  refused: exitStatus.refused,
  config: exitStatus.config,
}

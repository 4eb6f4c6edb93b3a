// A question on the terminal, before something that cannot be undone.
import { createInterface } from 'node:readline'
import { JobdeckError } from '../../domain/failure.ts'
import type { CliContext } from '../context/context.ts'

/** Whether the user answers with y or yes. Throws `usage` without a terminal to ask on. */
export async function askYes(
  question: string,
  { stdin, stderr }: Pick<CliContext, 'stdin' | 'stderr'>,
): Promise<boolean> {
  const isTerminal = 'isTTY' in stdin && stdin.isTTY === true
  if (!isTerminal) throw new JobdeckError('usage', 'there is no terminal to ask on', 'use --yes to go ahead')
  stderr.write(`${question} [y/N] `)
  const lines = createInterface({ input: stdin })
  const answer = await new Promise<string>((resolve) => {
    // The end of the input answers nothing.
    lines.once('line', resolve).once('close', () => resolve(''))
  })
  lines.close()
  return /^y(es)?$/i.test(answer.trim())
}

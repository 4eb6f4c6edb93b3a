// A yes or no in the terminal, for what cannot be taken back.
import { createInterface } from 'node:readline/promises'
import type { CliContext } from '../context/context.ts'

/** Asks once. Anything but "y" or "yes" is a no, and so is the end of the input. */
export async function confirmed(
  question: string,
  { stdin, stderr }: Pick<CliContext, 'stdin' | 'stderr'>,
): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
    const answer = await Promise.race([lines.question(question), ended])
    return ['y', 'yes'].includes(answer.trim().toLowerCase())
  } finally {
    lines.close()
  }
}

// Copies a text from inside tmux: into its newest buffer and, by the way that its terminal knows, into the clipboard. tmux passes an
// application's own request on only where its settings allow that.
import { spawn } from 'node:child_process'
import { JobdeckError } from '../../domain/failure.ts'

const timeoutMs = 1_000

/** Resolves when tmux has it. Throws JobdeckError `io`. */
export async function copyThroughTmux(text: string): Promise<void> {
  const child = spawn('tmux', ['load-buffer', '-w', '-'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  // Its end says what went wrong.
  child.stdin.on('error', () => {})
  child.stdin.end(text)
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('exit', resolve)
  })
  if (code !== 0) throw new JobdeckError('io', 'tmux did not take the text', 'does tmux -V say 3.2 or later?')
}

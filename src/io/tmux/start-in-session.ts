// Starts a program in a tmux session: a new session, or a new window of one that is there. Arguments only, never a shell.
import { execFile } from 'node:child_process'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'

const timeoutMs = 5_000

export interface SessionStart {
  /** The session's name. */
  readonly session: string
  readonly cwd: string
  readonly command: readonly string[]
}

/**
 * Starts it without showing it, and resolves to the id of its pane, such as `%12`. The window stays when the program has failed,
 * so that a person can read why. Rejects with JobdeckError `io`.
 */
export async function startInSession({ session, cwd, command }: SessionStart): Promise<string> {
  const isThere = await run(['has-session', '-t', `=${session}`]).then(
    () => true,
    (error: JobdeckError) => {
      if (error.code === 'config') throw error
      return false
    },
  )
  const where = isThere
    ? ['new-window', '-d', '-t', `=${session}:`]
    : ['new-session', '-d', '-s', session, '-x', '200', '-y', '50']
  const pane = (await run([...where, '-c', cwd, '-P', '-F', '#{pane_id}', '--', ...command])).trim()
  await run(['set-option', '-p', '-t', pane, 'remain-on-exit', 'failed']).catch(() => undefined)
  return pane
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('tmux', ['-u', ...args], { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (!error) resolve(stdout)
      else if (error.code === 'ENOENT')
        reject(new JobdeckError('config', 'tmux is not installed', 'install it, or use --no-tmux'))
      else
        reject(new JobdeckError('io', `tmux: ${safeLine(stderr, 200) || (error.killed ? 'no answer' : 'it failed')}`))
    })
  })
}

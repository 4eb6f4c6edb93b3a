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

export interface StartedPane {
  /** Such as `%12`. */
  readonly id: string
  /** The process id of the tmux server: after a restart another pane may have the same id. */
  readonly server: number
}

/**
 * Starts it without showing it, and resolves to its pane. The window stays when the program has failed,
 * so that a person can read why. Rejects with JobdeckError `io`.
 */
export async function startInSession({ session, cwd, command }: SessionStart): Promise<StartedPane> {
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
  const format = '#{pane_id} #{pid}'
  const started = await run([...where, '-c', cwd, '-P', '-F', format, '--', ...command])
  const [id = '', server] = started.trim().split(' ')
  await run(['set-option', '-p', '-t', id, 'remain-on-exit', 'failed']).catch(() => undefined)
  return { id, server: Number(server) }
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

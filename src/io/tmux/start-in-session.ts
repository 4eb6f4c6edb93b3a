// Starts a program in a tmux session: a new session, or a new window of one that is there. Arguments only, never a shell.
import { JobdeckError } from '../../domain/failure.ts'
import { runTmux, TmuxFailure } from './run-tmux.ts'

const startMs = 5_000

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

/** A server that starts takes longer than an answer. */
async function run(args: readonly string[]): Promise<string> {
  try {
    return await runTmux(args, '', startMs)
  } catch (error) {
    if (!(error instanceof TmuxFailure && error.kind === 'absent')) throw error
    throw new JobdeckError('config', error.message, 'install it, or use --no-tmux')
  }
}

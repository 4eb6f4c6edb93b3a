// Takes the user to the tmux session of an agent. The name comes from a record: it is only ever an argument, and an exact target.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'

const timeoutMs = 1_000

export interface Route {
  /** Whether jobdeck runs inside tmux: then its client changes the session. */
  readonly from: 'inside' | 'outside'
  /** Gives the terminal to tmux while the callback runs. */
  readonly lend: (callback: () => Promise<void>) => Promise<void>
}

/**
 * Goes to a session, recorded as `tmux:NAME`. From outside it resolves when the user has left tmux again.
 * @throws JobdeckError `bad-data` when this is not a tmux session, `io` when it is gone or tmux does not answer
 */
export async function goToSession(recorded: string, { from, lend }: Route): Promise<void> {
  const target = targetOf(recorded)
  await runTmux(['has-session', '-t', target], recorded)
  if (from === 'inside') await runTmux(['switch-client', '-t', target], recorded)
  else await lend(() => attach(target))
}

/** No session of tmux has a name with a colon, a dot or a control character: such a target would mean something else. */
function targetOf(recorded: string): string {
  const [, name] = /^tmux:([^:.\p{Cc}]+)$/u.exec(recorded) ?? []
  if (name === undefined) throw new JobdeckError('bad-data', `"${safeLine(recorded, 40)}" is not a tmux session`)
  return `=${name}:`
}

function runTmux(args: readonly string[], recorded: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('tmux', ['-u', ...args], { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error) => {
      if (!error) resolve()
      else reject(new JobdeckError('io', reasonOf(error, safeLine(recorded, 40))))
    })
  })
}

function reasonOf({ code, killed }: { readonly code?: unknown; readonly killed?: boolean }, session: string): string {
  if (code === 'ENOENT') return 'tmux is not installed'
  return killed ? 'tmux does not answer' : `the session ${session} is gone`
}

async function attach(target: string): Promise<void> {
  const child = spawn('tmux', ['-u', 'attach-session', '-t', target], { stdio: 'inherit' })
  await once(child, 'exit')
}

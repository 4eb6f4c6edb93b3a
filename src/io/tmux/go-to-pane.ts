// Takes the user to the pane of an agent.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { type AgentPlace, findAgentPane } from './agent-pane.ts'
import { listPanes, type TmuxPane, targetOf } from './panes.ts'
import { runTmux, TmuxFailure } from './run-tmux.ts'

export interface Route {
  /** Where jobdeck runs, such as `%3`: the client that shows it goes to the other session. Null outside tmux: it attaches. */
  readonly from: string | null
  /** Gives the terminal to tmux while the callback runs. */
  readonly lend: (callback: () => Promise<void>) => Promise<void>
}

/**
 * Goes there. From outside it resolves when the user has left tmux again.
 * @returns why it is the pane that the session shows and not the recorded one; null when nothing is unusual
 * @throws JobdeckError `bad-data` when no tmux session is recorded, `io` when it is gone or tmux does not answer
 */
export async function goToPane(place: AgentPlace, { from, lend }: Route): Promise<string | null> {
  const found = findAgentPane(place, place.session === null ? [] : await listPanes().catch(noPanes))
  const session = safeLine(place.session ?? '', 40)
  if (found.kind === 'none')
    throw new JobdeckError('bad-data', session === '' ? 'no session is recorded for this job' : notTmux(session))
  if (found.kind === 'gone') throw new JobdeckError('io', `the session ${session} is gone`)
  const target = targetOf(found.pane)
  if (from === null) await lend(() => attach(target))
  else await runTmux(['switch-client', '-c', await clientShowing(from), '-t', target])
  return found.why
}

function notTmux(session: string): string {
  return `"${session}" is not a tmux session`
}

/** Without a server there is no session. */
function noPanes(error: unknown): readonly TmuxPane[] {
  if (error instanceof TmuxFailure && error.kind === 'no-server') return []
  throw error
}

const clientLine = /^(\d+) 0 (\S+)$/

/** The terminal that shows this place; where there are several, the one in which a key was pressed last. */
async function clientShowing(place: string): Promise<string> {
  const session = (await runTmux(['display-message', '-p', '-t', place, '#{session_id}'])).trim()
  const format = '#{client_activity} #{client_control_mode} #{client_name}'
  const lines = (await runTmux(['list-clients', '-t', session, '-F', format])).split('\n')
  const clients = lines.flatMap((line) => {
    const [, activity, name] = clientLine.exec(line) ?? []
    return name === undefined ? [] : [{ activity: Number(activity), name }]
  })
  const [latest] = clients.toSorted((a, b) => b.activity - a.activity)
  if (!latest) throw new JobdeckError('io', 'no terminal shows this tmux session')
  return latest.name
}

async function attach(target: string): Promise<void> {
  const child = spawn('tmux', ['-u', 'attach-session', '-t', target], { stdio: 'inherit' })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new JobdeckError('io', `tmux could not attach (status ${status})`)
}

// Which panes tmux has, by the ids that it gives them: those are exact, whatever a session is called.
import { runTmux } from './run-tmux.ts'

export interface TmuxPane {
  /** The process id of its server. */
  readonly server: number
  /** Such as `$1`, `@4` and `%12`. */
  readonly sessionId: string
  readonly windowId: string
  readonly id: string
  /** Whether the session shows this pane. */
  readonly isActive: boolean
  /** Whether what is typed into it reaches its program and no other pane. */
  readonly input: 'open' | 'copy-mode' | 'off'
  readonly session: string
  /** The program that runs in it. */
  readonly command: string
}

/** A session's name has no colon: tmux replaces it. */
export const paneFormat = [
  '#{pid} #{session_id} #{window_id} #{pane_id} #{window_active}#{pane_active}',
  '#{?pane_in_mode,copy-mode,#{?#{||:#{pane_dead},#{||:#{pane_input_off},#{pane_synchronized}}},off,open}}',
  '#{session_name}:#{pane_current_command}',
].join(' ')

const paneLine = /^(\d+) (\$\d+) (@\d+) (%\d+) ([01]+) (open|copy-mode|off) ([^:]*):(.*)$/

/** Reads lines of `paneFormat`; what is not such a line is left out. */
export function parsePanes(lines: readonly string[]): readonly TmuxPane[] {
  return lines.flatMap((line) => {
    const [, server, sessionId, windowId, id, active, input, session, command] = paneLine.exec(line) ?? []
    if (!sessionId || !windowId || !id || session === undefined || command === undefined) return []
    if (input !== 'open' && input !== 'copy-mode' && input !== 'off') return []
    return [{ server: Number(server), sessionId, windowId, id, isActive: active === '11', input, session, command }]
  })
}

/** The panes of every session. Throws TmuxFailure. */
export async function listPanes(): Promise<readonly TmuxPane[]> {
  return parsePanes((await runTmux(['list-panes', '-a', '-F', paneFormat])).split('\n'))
}

/** The pane as a target that fails when it is not in that window and session any more. */
export function targetOf({ sessionId, windowId, id }: TmuxPane): string {
  return `${sessionId}:${windowId}.${id}`
}

// Which session the control client attaches to: it must change nothing there. A session that ends with its last client would be kept
// alive, and where tmux reports the focus, the pane that the session shows is taken to have it.
import { runTmux } from './run-tmux.ts'

export interface HostCandidate {
  /** Such as `$1`. */
  readonly id: string
  readonly clients: number
  /** Whether it ends when its last client leaves (`destroy-unattached`, `exit-unattached`). */
  readonly isPassing: boolean
  /** Whether tmux reports the focus to programs (`focus-events`). */
  readonly reportsFocus: boolean
}

export const hostFormat = '#{session_id} #{session_attached} #{destroy-unattached} #{exit-unattached} #{focus-events}'
const hostLine = /^(\$\d+) (\d+) (\S*) (\S*) (\S*)$/

export function parseHosts(lines: readonly string[]): readonly HostCandidate[] {
  return lines.flatMap((line) => {
    const [, id, clients, ends, serverEnds, focus] = hostLine.exec(line) ?? []
    if (id === undefined) return []
    return [{ id, clients: Number(clients), isPassing: isOn(ends) || isOn(serverEnds), reportsFocus: isOn(focus) }]
  })
}

function isOn(option: string | undefined): boolean {
  return option !== '' && option !== '0' && option !== 'off'
}

/**
 * The session to attach to; null when there is none that stays as it is.
 * @param own the session that jobdeck runs in; null outside tmux
 */
export function chooseHost(candidates: readonly HostCandidate[], own: string | null): HostCandidate | null {
  const cost = ({ id, clients, reportsFocus }: HostCandidate) =>
    (id === own ? (reportsFocus ? 4 : 0) : 2) + (clients > 0 ? 0 : 1)
  const lasting = candidates.filter(({ isPassing, clients }) => !isPassing || clients > 0)
  const steady = lasting.filter(({ isPassing }) => !isPassing)
  const [best] = (steady.length > 0 ? steady : lasting).toSorted((a, b) => cost(a) - cost(b))
  return best ?? null
}

/** Throws TmuxFailure. */
export async function findHost(own: string | null): Promise<HostCandidate | null> {
  return chooseHost(parseHosts((await runTmux(['list-sessions', '-F', hostFormat])).split('\n')), own)
}

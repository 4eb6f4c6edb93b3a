// Finds the pane of an agent by what its record says: never a pane of another session, nor one that another server has given the
// same id. Pure.
import type { RecordedPane } from '../../domain/jobs/job.ts'
import type { TmuxPane } from './panes.ts'

/** What a record says about where its agent works. */
export interface AgentPlace {
  /** Such as `tmux:claude`; null for none. */
  readonly session: string | null
  readonly pane: RecordedPane | null
}

export type FoundPane =
  /** `by`: the recorded pane itself, or the one that the session shows, because `why`; null when the record names none. */
  | { readonly kind: 'pane'; readonly pane: TmuxPane; readonly by: 'id' | 'session'; readonly why: string | null }
  /** The session does not exist. */
  | { readonly kind: 'gone' }
  /** No tmux session is recorded. */
  | { readonly kind: 'none' }

export function findAgentPane({ session, pane: recorded }: AgentPlace, panes: readonly TmuxPane[]): FoundPane {
  const name = sessionNameOf(session)
  if (name === null) return { kind: 'none' }
  const own = panesOfSession(name, panes)
  const exact = recorded && own.find((pane) => pane.id === recorded.id)
  if (exact && (recorded.server === null || recorded.server === exact.server))
    return { kind: 'pane', pane: exact, by: 'id', why: null }
  const shown = own.find((pane) => pane.isActive)
  if (!shown) return { kind: 'gone' }
  return { kind: 'pane', pane: shown, by: 'session', why: recorded && whyNot(recorded, exact ?? null) }
}

/** The pane to write into, or why there is none: only the recorded one, or the only one of its session. */
export function writablePane(
  found: FoundPane,
  panes: readonly TmuxPane[],
): { readonly pane: TmuxPane } | { readonly refusal: string } {
  if (found.kind === 'none') return { refusal: 'no tmux session is recorded for this job' }
  if (found.kind === 'gone') return { refusal: 'the session is gone' }
  const { pane, by, why } = found
  if (by === 'id') return { pane }
  if (why !== null) return { refusal: why }
  const count = panes.filter(({ sessionId }) => sessionId === pane.sessionId).length
  return count === 1 ? { pane } : { refusal: `the record does not say which of the ${count} panes it is` }
}

function whyNot({ id }: RecordedPane, exact: TmuxPane | null): string {
  return exact ? `tmux was restarted since pane ${id} was recorded` : `pane ${id} is not in this session any more`
}

/** The name of a recorded tmux session; null when it is none. */
export function sessionNameOf(recorded: string | null): string | null {
  const [, name] = /^tmux:(\P{Cc}+)$/u.exec(recorded ?? '') ?? []
  return name ?? null
}

/** The panes of the session of this name. tmux gives a session `a_b` where a user asked for `a.b` or `a:b`. */
function panesOfSession(name: string, panes: readonly TmuxPane[]): readonly TmuxPane[] {
  const exact = panes.filter(({ session }) => session === name)
  if (exact.length > 0) return exact
  const given = name.replace(/[:.]/g, '_')
  return panes.filter(({ session }) => session === given)
}

/**
 * The pane to record for an agent in this session: the one that the session shows, unless the job is registered in that one
 * (`own`); then the only other one. Null when it is not clear.
 */
export function paneToRecord(session: string | null, panes: readonly TmuxPane[], own: string | null): TmuxPane | null {
  const name = sessionNameOf(session)
  const others = name === null ? [] : panesOfSession(name, panes).filter((pane) => pane.id !== own)
  const [only] = others.length === 1 ? others : others.filter((pane) => pane.isActive)
  return only ?? null
}

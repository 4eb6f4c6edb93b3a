// The deck's commands that reach an agent in its tmux pane.
import { describeError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { goToPane } from '../../io/tmux/go-to-pane.ts'
import { listSessions } from '../../io/tmux/list-sessions.ts'
import { sendLine } from '../../io/tmux/send-line.ts'
import { placeOf } from './agent-panes.ts'
import type { JobCommands } from './deck-commands.ts'
import type { JobIndex } from './job-index.ts'
import type { Outcomes } from './outcomes.ts'
import type { ProblemBoard } from './problem-board.ts'
import type { StoreWriter } from './store-writer.ts'

type AgentCommands = Pick<JobCommands, 'tmuxSessions' | 'goThere' | 'sendLine'>

interface AgentParts {
  readonly index: JobIndex
  readonly problems: ProblemBoard
  readonly outcomes: Outcomes
  readonly writer: StoreWriter
  readonly clock: Clock
  readonly env: Environment
}

const saidForMs = 30_000

export function agentCommands({ index, problems, outcomes, writer, clock, env }: AgentParts): AgentCommands {
  let forget: Cancel = () => {}
  /** Says for a while what came of a key. */
  const say = (text: string | null) => {
    forget()
    problems.set('tmux', text)
    forget = clock.after(saidForMs, () => problems.set('tmux', null))
  }
  return {
    tmuxSessions: listSessions,
    goThere: (key, lend) => {
      goToPane(placeOf(index.get(key)), { from: ownPlace(env), lend })
        .then((why) => say(why && `${why}: t went to the one that it shows`))
        .catch((error: unknown) => say(describeError(error)))
    },
    sendLine: async (key, text) => {
      const place = placeOf(index.get(key))
      try {
        await sendLine({ place, text, own: env.TMUX_PANE ?? null, clock })
      } catch (error) {
        return describeError(error)
      }
      const sent = `sent to ${safeLine(place.session ?? '', 40)}`
      outcomes.set(key, { tone: 'good', text: sent, atMs: clock.monotonicMs() })
      writer.request('urgent')
      return null
    },
  }
}

/** Null outside tmux. A popup is in a session and in no pane. */
function ownPlace({ TMUX, TMUX_PANE }: Environment): string | null {
  const session = TMUX?.split(',').at(-1)
  return session ? (TMUX_PANE ?? `$${session}`) : null
}

// Connects what the deck writes to the ways of reaching a user who looks elsewhere (UX.md §3).
import { AlertCollector } from '../app/attention/alert-collector.ts'
import { Caller } from '../app/attention/caller.ts'
import { StatusAnnouncer } from '../app/attention/status-announcer.ts'
import type { DeckWrite } from '../app/deck/deck-write.ts'
import type { SessionWatch } from '../app/tmux/session-watch.ts'
import { AlertQueue } from '../domain/attention/alert-queue.ts'
import { withoutGlyphs } from '../domain/text/ascii.ts'
import { windowTitle } from '../io/notify/sequences.ts'
import { removeUserOption } from '../io/tmux/user-option.ts'
import type { OpenScreen } from '../ui/frame/render-deck.tsx'
import type { CliContext } from './context/context.ts'
import { attentionSettings } from './context/screen-settings.ts'

export interface UserCalls {
  /** Call with each write of the deck. */
  readonly onWrite: (write: DeckWrite) => void
  /** The screen is open. */
  begin(screen: OpenScreen): void
  /** Resolves when nothing is under way any more. */
  end(): Promise<void>
}

/** @param onProblem gets what is wrong with the settings or with the user's own command; null when nothing is */
export function callUser(
  context: CliContext,
  sessions: SessionWatch,
  onProblem: (problem: string | null) => void,
): UserCalls {
  const { env, clock, glyphs } = context
  const { settings, problems } = attentionSettings(context)
  let screen: OpenScreen | null = null
  let name = ''
  const send = (sequence: string) => screen?.send(sequence)
  const drawn = (text: string) => (glyphs === 'ascii' ? withoutGlyphs(text) : text)
  const queue = new AlertQueue(settings.wanted)
  const caller = new Caller({ settings, env, clock, send, onProblem })
  const collector = new AlertCollector(clock, caller.call)
  const status = new StatusAnnouncer({
    clock,
    setTitle: (title) => {
      name = windowTitle(drawn(title))
      screen?.nameWindow(name)
    },
    setStatus: async (text) => (env.TMUX ? await sessions.setStatus(drawn(text)) : undefined),
  })
  const removeStatus = () => removeUserOption('@jobdeck')
  return {
    onWrite: (write) => {
      const watched = sessions.hidesFocus ? null : (screen?.watchedJob() ?? null)
      const alerts = queue.take(write.transitions, write.hasCaughtUp)
      collector.add(alerts.filter(({ job }) => job.key !== watched && !write.isQuiet(job.key)))
      status.update(write)
    },
    begin: (opened) => {
      screen = opened
      if (name !== '') screen.nameWindow(name)
      if (env.TMUX) process.once('exit', removeStatus)
      const [problem] = problems
      if (problem) onProblem(`config.json: attention.${problem}`)
    },
    end: async () => {
      collector.stop()
      await status.stop()
    },
  }
}

// Connects the deck to the screen, for `jobdeck` and `jobdeck demo` alike.
import { Deck, type DeckOptions } from '../app/deck/deck.ts'
import { channelKey } from '../app/outbox/channel.ts'
import { leftWords } from '../app/outbox/left-words.ts'
import { SessionWatch } from '../app/tmux/session-watch.ts'
import { describeError } from '../domain/failure.ts'
import { safeLine } from '../domain/text/safe-text.ts'
import type { OutboxEntry } from '../io/ledger/sqlite/outbox-entry.ts'
import { LedgerThread } from '../io/ledger/thread/ledger-thread.ts'
import type { Environment } from '../io/profiles/settings-from-env.ts'
import { openScreen } from '../ui/frame/render-deck.tsx'
import { callUser } from './call-user.ts'
import type { CliContext } from './context/context.ts'
import { screenSettings } from './context/screen-settings.ts'
import { exitStatus } from './exit-status.ts'
import { note } from './output/note.ts'
import { keepHeapSmall } from './small-heap.ts'
import { startSender } from './start-sender.ts'

/** Runs the deck until the user leaves it, or a signal ends it: then the status is 128 + its number. */
export async function runDeck(
  context: CliContext,
  {
    agents,
    ...options
  }: Omit<DeckOptions, 'openLedger' | 'sessions' | 'onWrite'> & { readonly agents: 'real' | 'simulated' },
): Promise<number> {
  const letHeapGrow = keepHeapSmall(context.clock)
  const sessions = new SessionWatch({ clock: context.clock, own: ownSession(context.env) })
  const calls = callUser(context, sessions, (problem) => deck.problems.set('attention', problem))
  const deck = new Deck({
    ...options,
    openLedger: new LedgerThread().openLedger,
    sessions: agents === 'real' ? sessions : null,
    onWrite: calls.onWrite,
  })
  deck.start()
  try {
    const { store } = deck
    const screen = openScreen({ store, commands: deck.commands, ...screenSettings(context) })
    calls.begin(screen)
    await screen.waitUntilExit()
    return typeof process.exitCode === 'number' ? process.exitCode : exitStatus.done
  } finally {
    letHeapGrow()
    await calls.end()
    sessions.end()
    const { losses, queued } = await deck.close()
    for (const loss of losses) note(context, safeLine(describeError(loss), 400))
    await leaveQueued(context, queued)
  }
}

/** The tmux session that this runs in, such as `$1`; null outside tmux. */
function ownSession({ TMUX }: Environment): string | null {
  const number = TMUX?.split(',').at(-1)
  return number ? `$${number}` : null
}

/** What is still queued is sent by another process, and the user hears of it. */
async function leaveQueued(context: CliContext, queued: readonly OutboxEntry[]): Promise<void> {
  for (const line of leftWords(queued)) note(context, line)
  const sent = queued.filter(({ profile }) => profile !== 'embedded')
  for (const entry of new Map(sent.map((one) => [channelKey(one), one])).values()) await startSender(context, entry)
}

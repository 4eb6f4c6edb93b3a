// The deck as a person has it: the built jobdeck in tmux or in a pseudo-terminal, on a broker.
import { type Environment, jobdeckBin } from '../jobdeck-home.ts'
import type { Exit } from '../program.ts'
import { type PtyOptions, type PtyProgram, startInPty } from '../terminal/pty.ts'
import { startInTmux, type TmuxOptions, type TmuxPane } from '../terminal/tmux.ts'

/** The `MQTT_*` variables of a broker on loopback. */
export function brokerEnv(port: number, more: Environment = {}): Environment {
  return { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(port), ...more }
}

/** Opens the deck in tmux and waits for its first frame. */
export async function deckInTmux({
  args = [],
  ...options
}: Omit<TmuxOptions, 'command'> & { readonly args?: readonly string[] }): Promise<TmuxPane> {
  const pane = await startInTmux({ ...options, command: [process.execPath, jobdeckBin, ...args] })
  await pane.sees(/\? help|needs at least/)
  return pane
}

/** Opens the deck in a pseudo-terminal and waits for its first frame. */
export async function deckInPty(options: PtyOptions & { readonly args?: readonly string[] }): Promise<PtyProgram> {
  const pty = startInPty(options.args ?? [], options)
  await pty.sees('? help')
  return pty
}

/** Leaves the deck by ctrl-c and resolves with how the program ended. */
export async function quit(deck: PtyProgram): Promise<Exit> {
  // `q` right behind another letter would be taken for text.
  await deck.press('ctrl-c')
  return await deck.exit
}

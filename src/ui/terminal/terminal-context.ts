// What components may ask of the terminal that they are drawn on.
import { createContext } from 'react'

export type Focus = 'here' | 'elsewhere'

export interface TerminalControl {
  /** Draws everything anew, also over what another program has written. */
  redraw(): void
  /** Suspends the process, as ctrl-z does in a shell. */
  stop(): void
  /** The terminal reports that it has the focus, or has lost it. */
  noteFocus(focus: Focus): void
  /** Sends a sequence that draws nothing, such as the bell, between two frames; while another program has the terminal, later. */
  send(sequence: string): void
  /** Gives the terminal to another program while the callback runs, and takes it back whatever happens. */
  lend(callback: () => Promise<void>): Promise<void>
}

/** Without a provider, there is nothing to redraw and nobody to lend to. */
export const TerminalContext = createContext<TerminalControl>({
  redraw: () => {},
  stop: () => {},
  noteFocus: () => {},
  send: () => {},
  lend: (callback) => callback(),
})

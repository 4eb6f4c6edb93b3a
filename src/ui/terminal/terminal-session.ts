// The terminal while the deck is open: who has it, what it shows after another program has written on it, and how it is left.
import { constants } from 'node:os'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Clock } from '../../io/clock/clock.ts'
import { enterModes, leaveModes } from './modes.ts'
import type { Focus, TerminalControl } from './terminal-context.ts'
import { terminalOutput } from './terminal-output.ts'

export interface TerminalSession extends TerminalControl {
  /** What Ink draws on. */
  readonly output: WriteStream
  /** What the terminal has reported last; null for one that reports nothing. */
  focus(): Focus | null
  /** Names the window by this sequence until the terminal is left. */
  nameWindow(sequence: string): void
  /** Restores the terminal; closing again does nothing. */
  close(): void
}

/** Repairs what another program wrote on the screen, if the user does not press ctrl-l first. */
const redrawEveryMs = 60_000

/**
 * Takes the terminal.
 * @param forget makes Ink forget its last frame, so that the next one is whole
 */
export function openTerminal(
  { stdin, stdout, clock }: { readonly stdin: ReadStream; readonly stdout: WriteStream; readonly clock: Clock },
  forget: () => void,
): TerminalSession {
  const output = terminalOutput(stdout)
  let isOpen = true
  let isLent = false
  let focus: Focus | null = null
  let unsent = ''
  let name = ''

  const take = () => {
    // In the background this waits for the foreground. Node sets a mode only when it is not the one that it set last.
    stdin.setRawMode?.(false)
    stdin.setRawMode?.(true)
    stdout.write(enterModes + name)
  }
  const give = () => {
    if (!stdout.destroyed) stdout.write(leaveModes)
    try {
      stdin.setRawMode?.(false)
    } catch {
      // The terminal is gone, and its modes with it.
    }
  }
  const redraw = () => {
    if (!isOpen || isLent) return
    output.hide()
    forget()
    output.show()
    output.drawNextAnew()
    // Ink draws at once when the size may have changed.
    stdout.emit('resize')
  }
  const send = (sequence: string) => {
    if (!isOpen) return
    if (isLent) unsent += sequence
    else stdout.write(sequence)
  }
  const nameWindow = (sequence: string) => {
    name = sequence
    if (isOpen && !isLent) stdout.write(sequence)
  }
  const lend = async (callback: () => Promise<void>) => {
    if (!isOpen || isLent) return
    isLent = true
    output.hide()
    stdin.pause()
    give()
    // Node stops reading a turn after the stream has paused, and would steal a key until then.
    await new Promise<void>((resolve) => void clock.soon(resolve))
    try {
      await callback()
    } finally {
      if (isOpen) {
        take()
        stdin.resume()
        output.show()
        isLent = false
        redraw()
        send(unsent)
        unsent = ''
      }
    }
  }
  const stop = () => {
    // Windows has no such thing.
    if (!('SIGTSTP' in constants.signals)) return
    void lend(async () => {
      process.off('SIGTSTP', stop)
      try {
        // The whole job, as the terminal does it. Returns when the job is continued; at once where no shell could do that.
        process.kill(0, 'SIGTSTP')
      } finally {
        process.on('SIGTSTP', stop)
      }
    })
  }
  /** The process was stopped in another way, and the shell has used the terminal since. */
  const goOn = () => {
    if (!isOpen || isLent) return
    take()
    redraw()
  }

  take()
  process.on('SIGTSTP', stop)
  process.on('SIGCONT', goOn)
  const cancelRedraw = clock.every(redrawEveryMs, redraw)
  const close = () => {
    if (!isOpen) return
    isOpen = false
    cancelRedraw()
    process.off('SIGTSTP', stop)
    process.off('SIGCONT', goOn)
    give()
    stdin.pause()
    output.hide()
  }
  const noteFocus = (reported: Focus) => {
    focus = reported
  }
  return { output: output.stream, redraw, lend, stop, noteFocus, focus: () => focus, send, nameWindow, close }
}

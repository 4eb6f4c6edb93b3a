// Between Ink and the terminal: draws a whole frame over whatever is there without clearing the screen first, draws nothing
// while another program has the terminal, and puts every cell where it was measured to be.
import type { WriteStream } from 'node:tty'
import { repairModes } from './modes.ts'
import { placeCells } from './place-cells.ts'

export interface TerminalOutput {
  /** What Ink takes for the terminal. */
  readonly stream: WriteStream
  /** Nothing that Ink writes reaches the terminal until `show`. */
  hide(): void
  show(): void
  /** The next frame, which must be a whole one, is drawn over the screen as it is. */
  drawNextAnew(): void
}

/** Modes alone: drawing that is held back, the cursor. */
const onlyModes = /^(?:\u001b\[\?\d+[hl])*$/
/** The session enters and leaves it. */
const alternateScreen = /\u001b\[\?1049[hl]/g
const eraseRow = '\u001b[2K'

export function terminalOutput(stdout: WriteStream): TerminalOutput {
  let isHidden = false
  let isAnew = false
  const shown = (data: string): string => {
    const placed = placeCells(data.replace(alternateScreen, ''))
    if (!isAnew || onlyModes.test(placed)) return placed
    isAnew = false
    return repairModes + eraseRow + placed.replaceAll('\n', `\n${eraseRow}`)
  }
  const write = (data: string, ...rest: []) => stdout.write(isHidden ? '' : shown(data), ...rest)
  return {
    stream: new Proxy(stdout, {
      get: (target, name) => {
        if (name === 'write') return write
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
    hide: () => {
      isHidden = true
    },
    show: () => {
      isHidden = false
    },
    drawNextAnew: () => {
      isAnew = true
    },
  }
}

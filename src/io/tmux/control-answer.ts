// What the control mode of tmux answers to one command. Between the lines of the answer's frame is whatever a pane shows, also lines
// that look like a frame: the answer ends where a line follows that nobody can guess, and its frame is the outermost one. Pure.

export interface ControlAnswer {
  readonly isError: boolean
  readonly lines: readonly string[]
  /** Notifications that came before or after it. */
  readonly notices: readonly string[]
}

/** @param lines everything from the command to the line that nobody can guess; null when it holds no whole answer */
export function answerIn(lines: readonly string[]): ControlAnswer | null {
  const begin = lines.findIndex((line) => line.startsWith('%begin '))
  const about = lines[begin]?.slice('%begin '.length)
  const end = lines.findLastIndex((line) => line === `%end ${about}` || line === `%error ${about}`)
  if (begin < 0 || end < begin) return null
  return {
    isError: lines[end]?.startsWith('%error') ?? false,
    lines: lines.slice(begin + 1, end),
    notices: [...lines.slice(0, begin), ...lines.slice(end + 1)],
  }
}

// Which lines a change adds and removes, for a person who is asked whether to make it.

export interface ChangedLine {
  readonly sign: '+' | '-' | ' '
  readonly text: string
}

/** The lines that differ, with up to two lines around them; the common beginning and end are left out. */
export function lineDifference(before: string, after: string): readonly ChangedLine[] {
  const from = linesOf(before)
  const to = linesOf(after)
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) start++
  let end = 0
  const most = Math.min(from.length, to.length) - start
  while (end < most && from[from.length - 1 - end] === to[to.length - 1 - end]) end++
  const around = 2
  const kept = (text: string): ChangedLine => ({ sign: ' ', text })
  return [
    ...from.slice(Math.max(0, start - around), start).map(kept),
    ...from.slice(start, from.length - end).map((text): ChangedLine => ({ sign: '-', text })),
    ...to.slice(start, to.length - end).map((text): ChangedLine => ({ sign: '+', text })),
    ...from.slice(from.length - end, from.length - end + around).map(kept),
  ]
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

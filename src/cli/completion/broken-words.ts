// Bash breaks words at `=` and `:` too, so that `--session=tmux:a` arrives as five.

const breaks: readonly string[] = ['=', ':']

export interface JoinedWords {
  readonly words: readonly string[]
  /** What the last word begins with that bash leaves where it is: it replaces only the rest. */
  readonly kept: string
}

/** The words as the user typed them. A lone `=` or `:` is taken for part of the word before it. */
export function joinBrokenWords(broken: readonly string[]): JoinedWords {
  const words: string[] = []
  let goesOn = false
  for (const word of broken) {
    const isBreak = breaks.includes(word)
    if (words.length > 0 && (isBreak || goesOn)) words.push(`${words.pop()}${word}`)
    else words.push(word)
    goesOn = isBreak
  }
  const last = words.at(-1) ?? ''
  const replaced = breaks.includes(broken.at(-1) ?? '') ? '' : (broken.at(-1) ?? '')
  return { words, kept: last.slice(0, last.length - replaced.length) }
}

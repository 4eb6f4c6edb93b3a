// Keys by the names of the key tables, as a terminal sends them and as tmux names them.

interface NamedKey {
  readonly bytes: string
  readonly tmux: string
}

const namedKeys: Readonly<Record<string, NamedKey>> = {
  enter: { bytes: '\r', tmux: 'Enter' },
  esc: { bytes: '\u001b', tmux: 'Escape' },
  tab: { bytes: '\t', tmux: 'Tab' },
  'shift-tab': { bytes: '\u001b[Z', tmux: 'BTab' },
  backspace: { bytes: '\u007f', tmux: 'BSpace' },
  up: { bytes: '\u001b[A', tmux: 'Up' },
  down: { bytes: '\u001b[B', tmux: 'Down' },
  right: { bytes: '\u001b[C', tmux: 'Right' },
  left: { bytes: '\u001b[D', tmux: 'Left' },
  home: { bytes: '\u001b[H', tmux: 'Home' },
  end: { bytes: '\u001b[F', tmux: 'End' },
  insert: { bytes: '\u001b[2~', tmux: 'IC' },
  delete: { bytes: '\u001b[3~', tmux: 'DC' },
  pageup: { bytes: '\u001b[5~', tmux: 'PPage' },
  pagedown: { bytes: '\u001b[6~', tmux: 'NPage' },
  f5: { bytes: '\u001b[15~', tmux: 'F5' },
}

/** The keys that have a name of several letters and no modifier. */
export const keyNames: readonly string[] = Object.keys(namedKeys)

/** What a terminal sends for a key such as `a`, `enter`, `ctrl-s` or `meta-left`. Throws for a name that no key has. */
export function bytesOf(key: string): string {
  const named = namedKeys[key]
  if (named) return named.bytes
  if (/^ctrl-[a-z]$/.test(key)) return String.fromCharCode(key.charCodeAt(5) & 0x1f)
  if (key.startsWith('meta-')) return `\u001b${bytesOf(key.slice(5))}`
  return characterOf(key)
}

/** The same key as `tmux send-keys` takes it. */
export function tmuxNameOf(key: string): string {
  const named = namedKeys[key]
  if (named) return named.tmux
  if (/^ctrl-[a-z]$/.test(key)) return `C-${key.slice(5)}`
  if (key.startsWith('meta-')) return `M-${tmuxNameOf(key.slice(5))}`
  if (key === ' ') return 'Space'
  return key === ';' ? '\\;' : characterOf(key)
}

function characterOf(key: string): string {
  const [first, second] = new Intl.Segmenter().segment(key)
  if (first === undefined || second !== undefined) throw new Error(`"${key}" is not the name of a key`)
  return key
}

/** What a terminal sends for a paste to a program that has asked for brackets. */
export function pasteOf(text: string): string {
  return `\u001b[200~${text}\u001b[201~`
}

/** The same key several times, for `press`. */
export function times(key: string, count: number): readonly string[] {
  return Array.from({ length: count }, () => key)
}

// The glyphs that jobdeck itself draws, for terminals and fonts without them (`--ascii`): each has one ASCII character in its
// place, so that the layout is the same. The words beside a glyph carry its meaning. Pure.

const glyphs: Readonly<Record<string, string>> = {
  // Borders, heavy for the selection, and bars.
  '╭╮╰╯┌┐└┘├┤┬┴┼': '+',
  '┏┓┗┛': '#',
  '─': '-',
  '━': '=',
  '│▏▕': '|',
  '┃': '#',
  '█▉▊▋▌▇': '#',
  '▅▆': '=',
  '▍▎▃▄': '-',
  '▁▂': '_',
  // The states of jobs and of the connection, and marks.
  '○': 'o',
  '▶▸›❯': '>',
  '◆⚠': '!',
  '✓': '+',
  '✗×': 'x',
  '◷': '%',
  '⊘': '/',
  '●•': '*',
  '◌': '.',
  // Keys.
  '↑⇧': '^',
  '↓': 'v',
  '←‹': '<',
  '→': '>',
  '⏎': '$',
  // Punctuation.
  '…': '~',
  '·–—−': '-',
  '‘’': "'",
  '“”': '"',
}

const asciiOf: ReadonlyMap<string, string> = new Map(
  Object.entries(glyphs).flatMap(([alike, ascii]) => Array.from(alike, (glyph) => [glyph, ascii] as const)),
)
const anyGlyph = new RegExp(`[${[...asciiOf.keys()].join('')}\\u2400-\\u2421\\ufffd]`, 'g')
/** The key has a name of five characters, if there is room behind it. */
const enterWithRoom = /⏎(.*?)([ ─])\2{5}/g
/** Or before it, on a border. */
const enterOnBorder = /([─━])\1{4}([^─━⏎]*)⏎/g

/** The text with ASCII in place of every glyph. Words in other scripts stay as they are. */
export function withoutGlyphs(text: string): string {
  return text
    .replace(enterWithRoom, (_, between: string, blank: string) => `enter${between}${blank.repeat(2)}`)
    .replace(enterOnBorder, (_, border: string, between: string) => `${border}${between}enter`)
    .replace(anyGlyph, (glyph) => asciiOf.get(glyph) ?? '?')
}

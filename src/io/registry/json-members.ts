// Changes fields of a JSON object within its text. Parsing and rewriting it would lose what JavaScript does not keep: large
// numbers, the order of keys that look like numbers, the layout that a user or another program gave it.

/** The place of a top-level member in the text: its key, where the key begins, and its value from `start` to `end`. */
interface Member {
  readonly key: string
  readonly keyStart: number
  readonly start: number
  readonly end: number
}

/** The text with these members set: existing ones in place, new ones at the end. `text` must be a valid JSON object. */
export function setMembers(text: string, changes: Readonly<Record<string, unknown>>): string {
  const members = membersOf(text)
  const missing = new Set(Object.keys(changes))
  let result = ''
  let copied = 0
  for (const { key, start, end } of members) {
    if (!Object.hasOwn(changes, key)) continue
    result += text.slice(copied, start) + JSON.stringify(changes[key])
    copied = end
    missing.delete(key)
  }
  const opening = text.indexOf('{') + 1
  const last = members.at(-1)?.end ?? opening
  result += text.slice(copied, last)
  const layout = text.slice(opening, members[0]?.keyStart ?? opening)
  let separator = members.length > 0 ? ',' : ''
  for (const key of missing) {
    result += `${separator}${layout}${JSON.stringify(key)}: ${JSON.stringify(changes[key])}`
    separator = ','
  }
  return result + text.slice(last)
}

function membersOf(text: string): readonly Member[] {
  const members: Member[] = []
  let at = text.indexOf('{') + 1
  for (;;) {
    const keyStart = text.indexOf('"', at)
    if (keyStart < 0) return members
    const keyEnd = stringEnd(text, keyStart)
    const start = skipBlanks(text, text.indexOf(':', keyEnd) + 1)
    const end = valueEnd(text, start)
    members.push({ key: JSON.parse(text.slice(keyStart, keyEnd)), keyStart, start, end })
    at = end
  }
}

/** The index just after the string that opens at `at`. */
function stringEnd(text: string, at: number): number {
  let i = at + 1
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i + 1
}

function skipBlanks(text: string, at: number): number {
  let i = at
  while (/\s/.test(text.charAt(i))) i++
  return i
}

/** The index just after the value that begins at `at`. */
function valueEnd(text: string, at: number): number {
  let depth = 0
  let i = at
  while (i < text.length) {
    const char = text.charAt(i)
    if (char === '"') {
      i = stringEnd(text, i)
      if (depth === 0) return i
      continue
    }
    if (depth === 0 && /[\s,}]/.test(char)) return i
    i++
    if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return i
  }
  return i
}

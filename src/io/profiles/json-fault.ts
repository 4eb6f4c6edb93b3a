// Finds where a text stops being JSON. The engine's message quotes the text around that place, which can be a password.

const token =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y

const blanks = /[\t\n\r ]*/y

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end'

/** Line and column, counted from 1, of the first character that is not allowed where it is; null for valid JSON. */
export function jsonFault(text: string): { line: number; column: number } | null {
  const open: string[] = []
  let expected: Expected = 'value'
  let at = 0
  for (;;) {
    blanks.lastIndex = at
    const start = at + (blanks.exec(text)?.[0].length ?? 0)
    if (start === text.length) return expected === ', or end' && open.length === 0 ? null : positionOf(text, start)
    token.lastIndex = at
    const match = token.exec(text)
    const next: Expected | null = match && after(expected, match, open)
    if (!match || !next) return positionOf(text, start)
    expected = next
    at = token.lastIndex
  }
}

/** What must follow a token, or null when the token itself is not allowed here. `open` holds the brackets around it. */
function after(expected: Expected, [, sign, string]: RegExpExecArray, open: string[]): Expected | null {
  const wantsValue = expected === 'value' || expected === 'value or ]'
  if (sign === '{' || sign === '[') {
    if (!wantsValue) return null
    open.push(sign)
    return sign === '{' ? 'key or }' : 'value or ]'
  }
  if (sign === '}' || sign === ']') {
    const mayClose = expected === ', or end' || expected === (sign === '}' ? 'key or }' : 'value or ]')
    return mayClose && open.pop() === (sign === '}' ? '{' : '[') ? ', or end' : null
  }
  if (sign === ':') return expected === ':' ? 'value' : null
  if (sign === ',') {
    if (expected !== ', or end') return null
    const around = open.at(-1)
    return around === '{' ? 'key' : around === '[' ? 'value' : null
  }
  if (expected === 'key' || expected === 'key or }') return string ? ':' : null
  return wantsValue ? ', or end' : null
}

function positionOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

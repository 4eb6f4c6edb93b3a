// JSON as Python's `json` writes and reads it (PROTOCOL.md §5): its NaN, Infinity and -Infinity are no JSON to JavaScript.

/** Whole strings too, so that nothing inside them is touched. A string that does not end matches as well: that keeps it linear. */
const stringOrConstant = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|-?Infinity|NaN/gs

export type Constant = 'NaN' | 'Infinity' | '-Infinity'

/** The text with every such constant outside of strings replaced. */
export function replaceConstants(text: string, replacement: (constant: Constant) => string): string {
  return text.replace(stringOrConstant, (found) => (found.startsWith('"') ? found : replacement(found as Constant)))
}

/** Parses JSON; NaN and the infinities become null. Throws the SyntaxError of the text as it is when it is no JSON either way. */
export function parseLenient(text: string): { readonly value: unknown; readonly hasConstants: boolean } {
  try {
    return { value: JSON.parse(text), hasConstants: false }
  } catch (error) {
    const replaced = replaceConstants(text, () => 'null')
    if (replaced === text) throw error
    return { value: JSON.parse(replaced), hasConstants: true }
  }
}

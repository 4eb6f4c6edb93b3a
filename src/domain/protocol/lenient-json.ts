// JSON as Python's `json` writes and reads it (PROTOCOL.md §5), with NaN, Infinity and -Infinity, which JavaScript refuses.

/** Whole strings too, so that nothing inside them is touched. A string that does not end matches as well: that keeps it linear. */
const stringOrConstant = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|-?Infinity|NaN/gs

export type Constant = 'NaN' | 'Infinity' | '-Infinity'

/** The text with every such constant outside of strings replaced. */
export function replaceConstants(text: string, replacement: (constant: Constant) => string): string {
  return text.replace(stringOrConstant, (found) => (found.startsWith('"') ? found : replacement(found as Constant)))
}

/** Parses JSON; NaN and the infinities become null. Throws the text's own SyntaxError when it is not JSON in either form. */
export function parseLenient(text: string): { readonly value: unknown; readonly hasConstants: boolean } {
  try {
    return { value: JSON.parse(text), hasConstants: false }
  } catch (error) {
    const replaced = replaceConstants(text, () => 'null')
    if (replaced === text) throw error
    return { value: JSON.parse(replaced), hasConstants: true }
  }
}

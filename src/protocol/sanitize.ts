// What came over the wire is hostile: this is the only way from received text to the terminal.
import stringWidth from 'string-width'

declare const brand: unique symbol

/** Text that holds no control, escape sequence, bidi control or lone surrogate. */
export type SafeText = string & { readonly [brand]: 'SafeText' }

/** Marks a text of our own as safe: only for literals and for parts that are safe already. */
export function ownText(text: string): SafeText {
  return text as SafeText
}

/** How many terminal cells a text takes. */
export function cellWidth(text: string): number {
  return stringWidth(text)
}

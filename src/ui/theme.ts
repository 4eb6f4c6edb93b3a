// Every colour of the screen, in one flat table of roles. Only the 16 ANSI colours, so that a terminal's own palette
// decides, dark or light. Glyph and word always carry the same meaning, so that the table can be empty of colour.
import { createContext, useContext } from 'react'

export interface Style {
  readonly color?: 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan'
  readonly dimColor?: boolean
  readonly bold?: boolean
  readonly inverse?: boolean
}

const roles = {
  plain: {},
  quiet: { dimColor: true },
  strong: { bold: true },
  brand: { bold: true, color: 'cyan' },
  key: { bold: true },
  cursor: { inverse: true },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red' },
  'good-soon': { color: 'green', bold: true },
  'warn-soon': { color: 'yellow', bold: true },
  'bad-soon': { color: 'red', bold: true },
  pending: { dimColor: true },
  running: { color: 'cyan' },
  'needs-you': { color: 'magenta', bold: true },
  'timed-out': { color: 'yellow' },
  completed: { color: 'green' },
  error: { color: 'red' },
  cancelled: { dimColor: true },
} as const satisfies Record<string, Style>

/** What a piece of text is for; the theme says how that looks. */
export type Role = keyof typeof roles

export type Theme = Readonly<Record<Role, Style>>

export const colourTheme: Theme = roles

/** The same without any colour, for `NO_COLOR` (CLI.md): weight, dimness and inversion stay. */
export const plainTheme: Theme = Object.fromEntries(
  Object.entries<Style>(roles).map(([role, { color: _, ...style }]) => [role, style]),
) as Record<Role, Style>

export const ThemeContext = createContext<Theme>(colourTheme)

/** The style of a role on this screen, as props of Ink's `Text`. */
export function useTheme(): Theme {
  return useContext(ThemeContext)
}

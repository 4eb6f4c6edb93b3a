// Every colour of the screen, in one flat table of roles. Only the 16 ANSI colours, so that the terminal's palette suits dark
// and light alike. A glyph or a word always carries the same meaning, so that the deck is readable without colour.
import { inspect } from 'node:util'
import { createContext, useContext } from 'react'

const colours = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'] as const
type Style = (typeof colours)[number] | 'bold' | 'dim' | 'inverse'

const roles = {
  plain: [],
  quiet: ['dim'],
  strong: ['bold'],
  brand: ['bold', 'cyan'],
  key: ['bold'],
  cursor: ['inverse'],
  good: ['green'],
  warn: ['yellow'],
  bad: ['red'],
  pending: ['dim'],
  running: ['cyan'],
  'needs-you': ['magenta', 'bold'],
  'timed-out': ['yellow'],
  completed: ['green'],
  error: ['red'],
  cancelled: ['dim'],
} as const satisfies Record<string, readonly Style[]>

/** What a piece of text is for; the theme says how it looks. */
export type Role = keyof typeof roles

/** The escape sequences (SGR) before and after a piece of text. */
export interface Look {
  readonly begin: string
  readonly end: string
}

export type Theme = Readonly<Record<Role, Look>>

function sequence(style: Style, end: 0 | 1): string {
  return `\u001b[${inspect.colors[style]?.[end]}m`
}

function themeWith(isUsed: (style: Style) => boolean): Theme {
  const lookOf = (styles: readonly Style[]): Look => ({
    begin: styles.map((style) => sequence(style, 0)).join(''),
    end: styles
      .map((style) => sequence(style, 1))
      .reverse()
      .join(''),
  })
  return Object.fromEntries(
    Object.entries<readonly Style[]>(roles).map(([role, styles]) => [role, lookOf(styles.filter(isUsed))]),
  ) as Record<Role, Look>
}

export const colourTheme: Theme = themeWith(() => true)

/** The theme without colour, for `NO_COLOR` (CLI.md): bold, dim and inverse stay. */
export const plainTheme: Theme = themeWith((style) => !colours.some((colour) => colour === style))

/** What is behind a dialog: there to be read, and not what the keys are about. */
export const dimTheme: Theme = Object.fromEntries(
  Object.keys(roles).map((role) => [role, { begin: sequence('dim', 0), end: sequence('dim', 1) }]),
) as Record<Role, Look>

export const ThemeContext = createContext<Theme>(colourTheme)

/** The looks of the roles on this screen. */
export function useTheme(): Theme {
  return useContext(ThemeContext)
}

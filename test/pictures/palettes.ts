// How terminals show their colours, on a dark and on a light background.

export interface Palette {
  readonly background: string
  readonly foreground: string
  /** Black, red, green, yellow, blue, magenta, cyan, white, then the bright ones. */
  readonly colours: readonly string[]
}

export const palettes = {
  dark: {
    background: '#16181d',
    foreground: '#d5d8de',
    colours: [
      ...['#2a2e36', '#ef6b73', '#8fc878', '#e3b768', '#6aaef0', '#d688e0', '#58c2cf', '#c9ced6'],
      ...['#6b7280', '#ff8087', '#a5dd8f', '#f5cc82', '#86c1ff', '#e7a2f0', '#76d9e4', '#ffffff'],
    ],
  },
  light: {
    background: '#fbfbfa',
    foreground: '#24292f',
    colours: [
      ...['#24292f', '#c4232f', '#2f7a2b', '#8d6100', '#1f62c0', '#9a2fae', '#0b7285', '#e2e4e8'],
      ...['#6b7280', '#d93a45', '#3f8f3a', '#a87400', '#2f76d8', '#b044c4', '#128aa0', '#fbfbfa'],
    ],
  },
} as const satisfies Record<string, Palette>

// What the pictures in docs/pictures show. The scenes of one world follow each other in the same deck.
import type { Driver } from '../support/terminal/driver.ts'
import type { jobsOf } from './jobs.ts'
import type { palettes } from './palettes.ts'

export interface Scene {
  readonly name: string
  readonly columns: number
  readonly rows: number
  readonly palette: keyof typeof palettes
  /** What a person does before the picture is taken; `esc` afterwards leads back. */
  readonly act?: (deck: Driver) => Promise<unknown>
}

export interface WorldScenes {
  readonly jobs: keyof typeof jobsOf
  readonly args: readonly string[]
  readonly scenes: readonly Scene[]
}

export const worlds: readonly WorldScenes[] = [
  { jobs: 'crowd', args: [], scenes: [{ name: 'needs-you', columns: 80, rows: 24, palette: 'dark' }] },
  {
    jobs: 'day',
    args: [],
    scenes: [
      { name: 'deck', columns: 120, rows: 40, palette: 'dark' },
      { name: 'light', columns: 120, rows: 40, palette: 'light' },
      { name: 'wide', columns: 200, rows: 60, palette: 'dark' },
      { name: 'small', columns: 60, rows: 16, palette: 'dark' },
      {
        ...{ name: 'help', columns: 80, rows: 24, palette: 'dark' },
        act: (deck) => deck.press('?').sees('The deck'),
      },
      {
        ...{ name: 'emit', columns: 100, rows: 30, palette: 'dark' },
        act: (deck) => deck.press('e').sees('emit to'),
      },
      {
        ...{ name: 'detail', columns: 100, rows: 30, palette: 'dark' },
        act: (deck) => deck.press('enter').sees('newest first'),
      },
    ],
  },
  { jobs: 'day', args: ['--ascii', '--no-color'], scenes: [{ name: 'ascii', columns: 80, rows: 24, palette: 'dark' }] },
  { jobs: 'scripts', args: [], scenes: [{ name: 'scripts', columns: 80, rows: 24, palette: 'dark' }] },
]

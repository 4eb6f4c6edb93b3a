// What Ink draws on: an emulated terminal, or the whole frames as Ink lays them out.
import { stripVTControlCharacters } from 'node:util'
import type { RenderOptions } from 'ink'
import type { Terminal } from './driver.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { frameFeed } from './frame-feed.ts'
import { Screen } from './screen.ts'

export interface InkDisplay extends Pick<Terminal, 'frames'> {
  readonly columns: number
  readonly rows: number
  /** How Ink is to draw on it. */
  readonly options: RenderOptions
  write(data: string): void
  resize(columns: number, rows: number): void
  /** Resolves when everything written so far is on the screen. */
  settled(): Promise<void>
}

/** A terminal that shows what is left of a frame which is too large, and where the cursor stands. */
export function emulatedDisplay(columns: number, rows: number): InkDisplay & Pick<Emulator, 'cursor'> {
  const emulator = startEmulator(columns, rows)
  return {
    columns,
    rows,
    options: { alternateScreen: true, incrementalRendering: true, maxFps: 1000 },
    // As a terminal's driver does it (ONLCR), also in raw mode.
    write: (data) => emulator.write(data.replaceAll(/\r?\n/g, '\r\n')),
    resize: emulator.resize,
    settled: emulator.settled,
    frames: emulator.frames,
    cursor: emulator.cursor,
  }
}

/** Whole frames without styles, however large they are: a test can see that one does not fit. */
export function frameDisplay(columns: number, rows: number): InkDisplay & { screen(): Screen } {
  let frame = ''
  const screen = () => new Screen(frame.split('\n'))
  const feed = frameFeed(async () => screen())
  return {
    columns,
    rows,
    options: { debug: true },
    write: (data) => {
      // In debug mode Ink writes each frame whole; what is shorter are modes.
      if (data.length > 20) frame = stripVTControlCharacters(data)
      feed.changed()
    },
    resize: () => {},
    settled: async () => {},
    frames: feed.frames,
    screen,
  }
}

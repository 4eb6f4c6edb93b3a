// With `--ascii`, nothing that jobdeck draws itself is anything else, on every screen at every size, and the layout stays.
import { describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { plainTheme } from '../../../src/ui/cells/theme.ts'
import { openDeck, sizes } from '../deck-terminal.tsx'
import { everyFate, stateOf } from '../fixtures.ts'

/** Only the agents of the fixtures write anything else. */
const foreign = /[\u1100-\u11ff\uac00-\ud7a3\p{Extended_Pictographic}]/gu

const screens: readonly (readonly [string, readonly string[]])[] = [
  ['deck', []],
  ['detail', ['enter']],
  ['event', ['enter', 'enter']],
  ['dropped', ['m']],
  ['help', ['?']],
  ['end of the help', ['?', 'G']],
  ['register', ['n']],
  ['emit', ['e']],
  ['brokers', ['b']],
]

describe.each(sizes)('at $columns×$rows', (size) => {
  it.each(screens)('the screen %s is ASCII, and as wide as with glyphs', async (_, keys) => {
    const frame = async (glyphs: 'ascii' | 'unicode') => {
      const deck = await openDeck(stateOf(everyFate), size, plainTheme, glyphs)
      if (keys.length > 0) await deck.press(...keys)
      return deck.lines()
    }
    const ascii = await frame('ascii')
    expect(ascii.join('\n').replace(foreign, '')).toMatch(/^[\n -~]*$/)
    // The footer may name a key in more cells where there is room.
    const widths = (lines: readonly string[]) => lines.slice(0, -1).map(cellWidth)
    expect(widths(ascii)).toEqual(widths(await frame('unicode')))
  })
})

it.each(sizes.filter(({ columns }) => columns > 40 && columns < 200))('at $columns×$rows', async (size) => {
  const deck = await openDeck(stateOf(everyFate), size, plainTheme, 'ascii')
  await expect(`${deck.frame()}\n`).toMatchFileSnapshot(`frames/ascii-${size.columns}x${size.rows}.txt`)
})

// The right border stands in its column beside every script, in tmux and in xterm, whatever they make of the text, and no letter
// is drawn over.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import headless from '@xterm/headless'
import { render } from 'ink'
import { describe, expect, it } from 'vitest'
import { safe, safeLine } from '../../../src/domain/text/safe-text.ts'
import { boxLines } from '../../../src/ui/cells/box.ts'
import { fitLine, type Line, span } from '../../../src/ui/cells/line.ts'
import { Rows } from '../../../src/ui/cells/rows.tsx'
import { terminalOutput } from '../../../src/ui/terminal/terminal-output.ts'
import { drawnWidths } from '../../e2e/tmux-widths.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { startEmulator } from '../../support/terminal/emulator.ts'
import { frameDisplay } from '../../support/terminal/ink-display.ts'
import { inkStreams } from '../../support/terminal/ink-streams.ts'
import { startInTmux } from '../../support/terminal/tmux.ts'
import { needs } from '../../support/tools.ts'
import { scripts } from './scripts.ts'

const columns = 60
const samples = Object.entries(scripts)
const rows = samples.length + 2
/** Where a number follows the sample. */
const markCell = 44

/** What is before the sample, and what is behind it: Ink redraws a row from where it has changed. */
const changes = [
  ['a', '1'],
  ['a', '2'],
  ['b', '2'],
] as const

function frame([before, behind]: (typeof changes)[number]): readonly Line[] {
  const body = samples.map(([name, sample]): Line => {
    const text = fitLine([span(safeLine(`${before} ${name.padEnd(13)}${sample}`))], markCell)
    return [...text, span(safe`${behind} end`, behind === '1' ? 'plain' : 'strong')]
  })
  return boxLines({
    columns,
    rows,
    weight: 'round',
    role: 'quiet',
    title: [],
    aside: [],
    notes: [],
    body,
    scroll: null,
  })
}

/** What has been written when the frames of the first so many changes have been drawn. */
async function drawn(count: number): Promise<string> {
  const streams = inkStreams(frameDisplay(columns, rows))
  const options = { stdin: streams.stdin, interactive: true, incrementalRendering: true, patchConsole: false } as const
  const app = render(null, { ...options, stdout: terminalOutput(streams.stdout).stream })
  for (const change of changes.slice(0, count)) {
    app.rerender(<Rows lines={frame(change)} />)
    await app.waitUntilRenderFlush()
  }
  const bytes = streams.raw().replaceAll(/\r?\n/g, '\r\n')
  app.unmount()
  return `\u001b[?7l${bytes}`
}

/** The letters of a text without the marks that terminals draw into other cells, or nowhere. */
const lettersOf = (text: string) => safeLine(text).replace(/[\p{M}\p{Cf}\s\u1160-\u11ff]/gu, '')

describe('beside every script', () => {
  it('there are enough of them', () => {
    expect(samples.length).toBeGreaterThan(60)
  })

  it.each([1, 2, 3])('the border stands in xterm with its own widths, of Unicode 6 (frame %i)', async (count) => {
    const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
    const bytes = await drawn(count)
    await new Promise<void>((resolve) => terminal.write(bytes, resolve))
    const { active } = terminal.buffer
    for (const [index, [name]] of samples.entries()) {
      const cell = (at: number) =>
        active
          .getLine(active.viewportY + index + 1)
          ?.getCell(at)
          ?.getChars()
      const edges = [0, markCell + 2, columns - 1].map(cell).join(' ')
      expect(`${name}: ${edges}`).toBe(`${name}: │ ${changes[count - 1]?.[1]} │`)
    }
  })

  it.each([1, 2, 3])('the border stands in a terminal with the widths of today (frame %i)', async (count) => {
    const terminal = startEmulator(columns, rows)
    terminal.write(await drawn(count))
    await terminal.settled()
    const lines = terminal.screen().rows
    for (const [index, [, sample]] of samples.entries()) {
      expect(lines[index + 1]).toMatch(/^│.*\d end +│$/)
      expect(lettersOf(lines[index + 1] ?? '')).toContain(lettersOf(sample))
    }
  })
})

needs('tmux')('beside every script', () => {
  it.each([1, 2, 3])('the border stands in tmux (frame %i)', async (count) => {
    const file = join(temporaryFolder(), 'frame')
    writeFileSync(file, await drawn(count))
    const pane = await startInTmux({ columns, rows, command: ['sh', '-c', `stty -echo; cat ${file}; exec sleep 600`] })
    await pane.sees('Emoji', /╰─+╯/)
    const widths = await drawnWidths(pane)
    expect(widths.filter(({ row }) => row !== '').map(({ row, end }) => ({ row, end }))).toEqual(
      widths.filter(({ row }) => row !== '').map(({ row }) => ({ row, end: columns })),
    )
    const shown = widths.map(({ row }) => lettersOf(row))
    const lost = samples.filter(([, sample], index) => !shown[index + 1]?.includes(lettersOf(sample)))
    expect(lost).toEqual([])
  })
})

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
/** Where a number follows the sample, and changes. */
const markCell = 44

function frame(count: number): readonly Line[] {
  const body = samples.map(([name, sample]): Line => {
    const text = fitLine([span(safeLine(`${name.padEnd(14)}${sample}`))], markCell)
    return [...text, span(safe`${count} end`, count === 1 ? 'plain' : 'strong')]
  })
  return boxLines({ columns, rows, weight: 'round', role: 'quiet', title: [], notes: [], body, scroll: null })
}

/** The bytes of two frames: the second one changes a part of each row. */
async function drawn(): Promise<string> {
  const streams = inkStreams(frameDisplay(columns, rows))
  const element = (count: number) => <Rows lines={frame(count)} />
  const options = { stdin: streams.stdin, interactive: true, incrementalRendering: true, patchConsole: false } as const
  const app = render(element(1), { ...options, stdout: terminalOutput(streams.stdout).stream })
  await app.waitUntilRenderFlush()
  app.rerender(element(2))
  await app.waitUntilRenderFlush()
  const bytes = streams.raw()
  app.unmount()
  return `\u001b[?7l${bytes}`
}

/** The letters of a text without the marks that terminals draw into other cells, or nowhere. */
const lettersOf = (text: string) => safeLine(text).replace(/[\p{M}\p{Cf}\s\u1160-\u11ff]/gu, '')

describe('beside every script', () => {
  it('there are enough of them', () => {
    expect(samples.length).toBeGreaterThan(60)
  })

  it('the border stands in xterm as it is by default, with the widths of Unicode 6', async () => {
    const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
    const bytes = (await drawn()).replaceAll(/\r?\n/g, '\r\n')
    await new Promise<void>((resolve) => terminal.write(bytes, resolve))
    const { active } = terminal.buffer
    for (const [index, [name]] of samples.entries()) {
      const cell = (at: number) =>
        active
          .getLine(active.viewportY + index + 1)
          ?.getCell(at)
          ?.getChars()
      const edges = [0, markCell + 2, columns - 1].map(cell).join(' ')
      expect(`${name}: ${edges}`).toBe(`${name}: │ 2 │`)
    }
  })

  it('the border stands in a terminal with the widths of today', async () => {
    const terminal = startEmulator(columns, rows)
    terminal.write((await drawn()).replaceAll(/\r?\n/g, '\r\n'))
    await terminal.settled()
    const lines = terminal.screen().rows
    for (const [index, [, sample]] of samples.entries()) {
      expect(lines[index + 1]).toMatch(/^│.*2 end +│$/)
      expect(lettersOf(lines[index + 1] ?? '')).toContain(lettersOf(sample))
    }
  })
})

needs('tmux')('beside every script', () => {
  it('the border stands in tmux', async () => {
    const file = join(temporaryFolder(), 'frame')
    writeFileSync(file, await drawn())
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

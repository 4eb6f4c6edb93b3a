import { Console } from 'node:console'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoreApi } from 'zustand/vanilla'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import type { Clock } from '../../../src/io/clock/clock.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { openScreen } from '../../../src/ui/frame/render-deck.tsx'
import { type Driver, driverOf } from '../../support/terminal/driver.ts'
import { emulatedDisplay } from '../../support/terminal/ink-display.ts'
import { type InkStreams, inkStreams } from '../../support/terminal/ink-streams.ts'
import { waitFor } from '../../support/wait-for.ts'
import { everyFate, nowMs, recordedCommands, stateOf, storeOf } from '../fixtures.ts'

// Chalk decides on colours when it is loaded; the theme decides on each screen.
vi.hoisted(() => {
  process.env.FORCE_COLOR = '1'
  delete process.env.NO_COLOR
})

// Vitest's console is not Node's; Ink looks for the constructor on it.
Object.assign(console, { Console })

interface Opened {
  readonly deck: Driver
  readonly terminal: InkStreams
  readonly store: StoreApi<DeckState>
  readonly left: Promise<void>
  readonly close: () => void
}

let opened: Opened | null = null
afterEach(() => {
  opened?.close()
})

async function open(colour: 'on' | 'off' = 'on', clock: Clock = systemClock): Promise<Opened> {
  const terminal = inkStreams(emulatedDisplay(120, 40))
  const store = storeOf(stateOf(everyFate))
  const screen = openScreen({
    store,
    commands: recordedCommands(),
    colour,
    editor: { command: 'sleep 0.2; true', clock },
    glyphs: 'unicode',
    keys: { bindings: undefined },
    hangup: 'ends',
    stdin: terminal.stdin,
    stdout: terminal.stdout,
  })
  await waitFor(() => terminal.keyboard.listenerCount('data') > 0, { what: 'the deck to take keys' })
  const deck = driverOf(terminal)
  opened = { deck, terminal, store, left: screen.waitUntilExit(), close: screen.close }
  return opened
}

/** The parameters of every SGR sequence that was written. */
function colours(raw: string): readonly string[] {
  return [...raw.matchAll(/\u001b\[([\d;]*)m/g)].flatMap(([, codes]) => (codes ?? '').split(';'))
}

/** A part of a pane, of the list or beside it, a row, or one of the last events. */
const wholeLine = /^(?: *[╭│╰┏┃┗]| [◆◷✗▶○✓] | \d\d:\d\d:\d\d )/

describe('the screen', () => {
  it('shows the deck on the alternate screen and gives the terminal back', async () => {
    const { deck, terminal, left } = await open()
    expect(terminal.raw()).toContain('\u001b[?1049h')
    expect((await deck.screen()).rows[1]).toContain('77aa01ff')
    await deck.press('q')
    await left
    expect(terminal.raw().lastIndexOf('\u001b[?1049l')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001b[?1049h'))
    expect(terminal.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001b[?25l'))
    expect(terminal.raw().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001b[?2004h'))
    expect(terminal.keyboard.rawModes.at(-1)).toBe(false)
    expect(terminal.raw()).not.toMatch(/\u001b\[\?100[0-356]h/)
  })

  it('leaves no listeners on the process', async () => {
    const watched = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'] as const
    const count = () => watched.map((event) => process.listenerCount(event))
    const before = count()
    const { left, close } = await open()
    close()
    close()
    await left
    expect(count()).toEqual(before)
  })

  it('draws only what a second changes', async () => {
    const { deck, terminal, store } = await open()
    const before = terminal.raw().length
    store.setState({ nowMs: nowMs + 1000 })
    await deck.seesThat('the next second', ({ rows }) => rows[0]?.includes('14:02:12') ?? false)
    const second = terminal.raw().slice(before)
    expect(second).not.toContain('Migrate')
    expect(second).not.toMatch(/\u001b\[[23]?J/)
    expect(second.length).toBeLessThan(2_000)
  })

  it('repairs once a minute what another program has written on it, without clearing it', async () => {
    const clock = new SimulatedClock(nowMs)
    const { deck, terminal } = await open('on', clock)
    // The first frame has no selection yet.
    const before = (await deck.sees('t tmux')).text
    terminal.stdout.write('\u001b[5;9r\u001b[3;4H\u001b[4mSCRIBBLE\u001b[20;100Hover the edge of it')
    await deck.sees('SCRIBBLE')
    const written = terminal.raw().length
    clock.advance(59_000)
    expect(terminal.raw()).toHaveLength(written)
    clock.advance(1_000)
    await deck.seesThat('the screen as it was', ({ text }) => text === before)
    expect(terminal.raw().slice(written)).not.toMatch(/\u001b\[[0-3]?J/)
    const once = terminal.raw().length - written
    clock.advance(60_000)
    await waitFor(() => terminal.raw().length > written + once, { what: 'the next minute' })
    await deck.seesThat('the same screen', ({ text }) => text === before)
  })

  it('draws nothing while another program has the terminal, and everything afterwards', async () => {
    const { deck, terminal, store } = await open()
    await deck.press('n').sees('register a job')
    const before = terminal.raw().length
    await deck.press('ctrl-g')
    await waitFor(() => terminal.raw().slice(before).includes('\u001b[?1049l'), {
      what: 'the terminal to be given away',
    })
    const given = terminal.raw().length
    store.setState({ nowMs: nowMs + 5_000 })
    await waitFor(() => terminal.raw().slice(given).includes('\u001b[?1049h'), { what: 'the terminal back' })
    expect(terminal.raw().slice(given).indexOf('14:02:16')).toBeGreaterThan(
      terminal.raw().slice(given).indexOf('\u001b[?1049h'),
    )
    await deck.sees('register a job', '14:02:16')
  })

  it('is whole again after every change of size', async () => {
    const { deck } = await open()
    for (const [columns, rows] of [
      [80, 24],
      [60, 16],
      [200, 60],
      [40, 10],
      [20, 5],
      [100, 12],
      [120, 40],
    ] as const) {
      await deck.resizes(columns, rows).seesThat('a whole frame', ({ rows: lines }) => {
        if (columns < 40) return lines.join(' ').includes('jobdeck needs')
        const [bar = '', ...body] = lines
        const isFooterLast = body.pop()?.includes('? help') ?? false
        const isList = body.every((line) => line === '' || wholeLine.test(line))
        return isFooterLast && isList && bar.startsWith(' ◆ 1')
      })
    }
  })

  it('uses no colour but the 16 of ANSI', async () => {
    const { terminal } = await open()
    const used = colours(terminal.raw())
    expect(used).toContain('35')
    for (const code of used) expect(code).toMatch(/^(0|1|2|7|22|27|3[1-6]|39)$/)
  })

  it('uses no colour at all when colour is off', async () => {
    const { deck, terminal } = await open('off')
    for (const code of colours(terminal.raw())) expect(code).toMatch(/^(0|1|2|7|22|27)$/)
    expect((await deck.screen()).rows[1]).toContain('◆')
  })

  it('keeps what is printed on the console off the deck', async () => {
    const { deck, terminal } = await open()
    console.log('a library says something')
    await waitFor(() => terminal.raw().includes('a library says something'), { what: 'the words on the terminal' })
    const screen = await deck.screen()
    expect(screen.rows).toHaveLength(40)
    expect(screen.text).not.toContain('a library')
    expect(screen.rows[1]).toContain('77aa01ff')
  })
})
